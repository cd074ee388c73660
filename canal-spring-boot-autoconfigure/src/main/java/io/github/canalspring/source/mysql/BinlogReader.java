package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.time.Instant;

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

	private void handle(EventHeader header, EventBytes body) throws IOException, InterruptedException {
		if (EventCode.isRows(header.type)) {
			this.rows.read(header.type, body, this.transactions.open(header), this.position.version(),
					this.position.file());
			return;
		}
		switch (header.type) {
			case EventCode.TABLE_MAP -> this.tables.add(body);
			case EventCode.GTID -> {
				this.gtids.mysql(body, false);
				this.transactions.begin(header);
			}
			case EventCode.ANONYMOUS_GTID -> {
				this.gtids.mysql(body, true);
				this.transactions.begin(header);
			}
			case EventCode.GTID_TAGGED -> {
				this.gtids.tagged(body);
				this.transactions.begin(header);
			}
			case EventCode.MARIADB_GTID -> begin(header, body);
			case EventCode.XID -> this.transactions.commit();
			case EventCode.QUERY -> this.transactions.query(header, body, false);
			case EventCode.QUERY_COMPRESSED -> this.transactions.query(header, body, true);
			case EventCode.XA_PREPARE -> this.transactions.prepare(header, body);
			case EventCode.TRANSACTION_PAYLOAD -> Payload.read(body, this::handle);
			default -> handleOther(header, body);
		}
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

	private void handleOther(EventHeader header, EventBytes body) throws IOException {
		switch (header.type) {
			case EventCode.ROTATE -> rotate(body.int64(), body.utf8(body.remaining()));
			case EventCode.FORMAT_DESCRIPTION -> startFile(header, body);
			case EventCode.PREVIOUS_GTIDS -> {
				if (this.position.get().gtids() == null) {
					this.position.set(this.position.get().withGtids(this.gtids.previous(body)));
				}
			}
			case EventCode.GTID_LIST -> {
				if (this.position.get().gtids() == null) {
					this.position.set(this.position.get().withGtids(this.gtids.list(body)));
				}
			}
			case EventCode.EXECUTE_LOAD_QUERY -> throw StatementEvents.statementFormat();
			case EventCode.INCIDENT ->
				throw new SourceException("The server reports that changes are missing in its binlog",
						"Compare what was written with the tables, then start again past this position");
			default -> EventCode.requireHarmless(header);
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
