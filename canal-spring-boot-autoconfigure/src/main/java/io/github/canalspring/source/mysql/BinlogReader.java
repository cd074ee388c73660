package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;

import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of the events of a binlog, and keeps the position. For one thread.
 * <p>
 * The position moves only between transactions: an event within one that is lost with the
 * connection is read again with the whole of it.
 */
final class BinlogReader implements EventConsumer {

	private static final int STANDALONE = 1;

	private static final int VERSION_LENGTH = 50;

	private final BatchQueue queue;

	private final TableMaps tables;

	private final RowEvents rows;

	private final XaTransactions xa;

	private final GtidEvents gtids = new GtidEvents();

	private final ReadPosition position;

	private final TransactionEvents transactions;

	/**
	 * What takes an event of each type. By a table, and not one after the other in one
	 * method: Java compiles a hot method with all that it calls, here half of the
	 * package, which took longer than half a million rows, and then anew for the first
	 * delete.
	 */
	private final EventHandler[] handlers;

	/** Where the server was asked to begin; it has not sent anything yet. */
	private @Nullable BinlogPosition asked;

	private boolean search;

	BinlogReader(BinlogPosition from, BatchQueue queue, TableMaps tables, KnownTables known, XaTransactions xa,
			long sliceSize) {
		this.queue = queue;
		this.tables = tables;
		this.rows = new RowEvents(tables, queue, sliceSize);
		this.xa = xa;
		this.position = new ReadPosition(from);
		this.transactions = new TransactionEvents(this.position, this.gtids, queue, tables, known, xa);
		this.handlers = handlers();
		known.follow(this.transactions::place);
	}

	@Override
	public BinlogPosition resume() {
		return this.transactions.resume();
	}

	/**
	 * The position stays until the server has sent something: it may still refuse.
	 */
	@Override
	public void connected(BinlogPosition from, boolean search) {
		this.asked = from;
		this.search = search;
	}

	@Override
	public void awaitRoom(int size) throws StopReadingException {
		try {
			this.queue.awaitRoom(size);
		}
		catch (InterruptedException ex) {
			throw new StopReadingException(ex);
		}
	}

	@Override
	public void drained() throws StopReadingException {
		try {
			this.transactions.drained();
		}
		catch (InterruptedException ex) {
			throw new StopReadingException(ex);
		}
	}

	@Override
	public void event(EventHeader header, EventBytes body) throws StopReadingException {
		try {
			if (this.asked != null) {
				accept(this.asked);
			}
			this.position.pass(header, !this.transactions.isOpen());
			handle(header, body);
			this.transactions.advance(header);
		}
		catch (ColumnsUnknownException ex) {
			throw new StopReadingException(ex.at(this.xa.host(), this.position.place()));
		}
		catch (SourceUnreachableException | PositionLostException | InterruptedException ex) {
			throw new StopReadingException(ex);
		}
		catch (SourceException ex) {
			throw new StopReadingException(
					new SourceException(ex.getMessage() + " (at " + this.position.place() + ")", ex.remedy(), ex));
		}
		catch (RuntimeException | IOException ex) {
			throw new StopReadingException(new SourceException(
					"The event of type " + header.type + " that ends at " + this.position.place() + " cannot be read: "
							+ ex,
					"Report this with the server's version. To go on without it, start past this position", ex));
		}
	}

	private void accept(BinlogPosition from) throws InterruptedException {
		this.asked = null;
		this.position.start(from, this.search);
		this.tables.resume(from);
		this.transactions.start(from);
	}

	private EventHandler[] handlers() {
		EventHandler[] all = new EventHandler[EventCode.TYPES];
		Arrays.setAll(all,
				(type) -> EventCode.isRows(type) ? this::rows : (header, body) -> EventCode.requireHarmless(header));
		all[EventCode.TABLE_MAP] = (header, body) -> this.tables.add(body);
		all[EventCode.GTID] = (header, body) -> {
			this.gtids.mysql(body, false);
			this.transactions.begin(header);
		};
		all[EventCode.ANONYMOUS_GTID] = (header, body) -> {
			this.gtids.mysql(body, true);
			this.transactions.begin(header);
		};
		all[EventCode.GTID_TAGGED] = (header, body) -> {
			this.gtids.tagged(body);
			this.transactions.begin(header);
		};
		all[EventCode.MARIADB_GTID] = this::begin;
		all[EventCode.XID] = (header, body) -> this.transactions.commit();
		all[EventCode.QUERY] = (header, body) -> this.transactions.query(header, body, false);
		all[EventCode.QUERY_COMPRESSED] = (header, body) -> this.transactions.query(header, body, true);
		all[EventCode.XA_PREPARE] = this.transactions::prepare;
		return ofFiles(all);
	}

	private EventHandler[] ofFiles(EventHandler[] all) {
		all[EventCode.TRANSACTION_PAYLOAD] = (header, body) -> Payload.read(body, this::handle);
		all[EventCode.ROTATE] = (header, body) -> rotate(body.int64(), body.utf8(body.remaining()));
		all[EventCode.FORMAT_DESCRIPTION] = this::startFile;
		all[EventCode.PREVIOUS_GTIDS] = (header, body) -> {
			if (this.position.get().gtids() == null) {
				this.position.set(this.position.get().withGtids(this.gtids.previous(body)));
			}
		};
		all[EventCode.GTID_LIST] = (header, body) -> {
			if (this.position.get().gtids() == null) {
				this.position.set(this.position.get().withGtids(this.gtids.list(body)));
			}
		};
		return refuse(all);
	}

	private static EventHandler[] refuse(EventHandler[] all) {
		all[EventCode.EXECUTE_LOAD_QUERY] = (header, body) -> {
			throw StatementEvents.statementFormat();
		};
		all[EventCode.INCIDENT] = (header, body) -> {
			throw new SourceException("The server reports that changes are missing in its binlog",
					"Compare what was written with the tables, then start again past this position");
		};
		return all;
	}

	private void handle(EventHeader header, EventBytes body) throws IOException, InterruptedException {
		this.handlers[header.type].handle(header, body);
	}

	private void rows(EventHeader header, EventBytes body) throws InterruptedException {
		this.rows.read(header.type, body, this.transactions.open(header), this.position.version(),
				this.position.file());
	}

	/** MariaDB's GTID event tells what MySQL has further events for. */
	private void begin(EventHeader header, EventBytes body) {
		this.gtids.mariadb(body, header.serverId);
		OpenTransaction begun = this.transactions.begin(header);
		int flags = body.uint8();
		if ((flags & GtidEvents.PREPARED_XA) != 0) {
			begun.startXa();
		}
		else if ((flags & STANDALONE) == 0) {
			begun.startGroup();
		}
	}

	private void rotate(long offset, String file) {
		if (!file.equals(this.position.file())) {
			this.transactions.abandon();
		}
		this.position.rotate(file, offset);
	}

	private void startFile(EventHeader header, EventBytes body) {
		this.transactions.abandon();
		BinlogPosition reached = this.position.get();
		if (!this.position.isBegun(header.timestamp)) {
			throw new BinlogRecreatedException(this.xa.host(),
					"The server's file " + this.position.file() + " is not the one that was read up to " + reached
							+ ": it was begun at " + Instant.ofEpochSecond(header.timestamp) + ", the other at "
							+ Instant.ofEpochSecond(reached.begun()),
					null);
		}
		body.skip(2);
		this.tables.startFile(ServerVersion.parse(body.utf8(VERSION_LENGTH)));
	}

}
