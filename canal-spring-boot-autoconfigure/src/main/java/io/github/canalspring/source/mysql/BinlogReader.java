package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import io.github.canalspring.source.ChangeBatch;
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

	/** No file is that much longer than what was read of it. */
	private static final long FAR = 1L << 31;

	private final BatchQueue queue;

	private final TableMaps tables;

	private final KnownTables known;

	private final RowEvents rows;

	private final StatementEvents statements;

	private final XaTransactions xa;

	private final GtidEvents gtids = new GtidEvents();

	/** The position after the last transaction, or between two. */
	private BinlogPosition position;

	private String file = "";

	private long fileVersion;

	private long offset;

	private long skip;

	/**
	 * Whether the server was asked by GTIDs and has not yet told a place: before that, to
	 * go on by file and offset would bring what the GTID set excludes.
	 */
	private boolean searching;

	/** Where the server was asked to begin; it has not sent anything yet. */
	private @Nullable BinlogPosition asked;

	private boolean search;

	/** When the file was begun; 0 until that is known. */
	private long begun;

	private @Nullable OpenTransaction transaction;

	BinlogReader(BinlogPosition from, BatchQueue queue, TableMaps tables, KnownTables known, XaTransactions xa,
			long sliceSize) {
		this.position = from.withSkip(0);
		this.skip = from.skip();
		this.queue = queue;
		this.tables = tables;
		this.rows = new RowEvents(tables, queue, sliceSize);
		this.statements = new StatementEvents(tables);
		this.xa = xa;
		this.known = known;
		known.follow(this::place);
	}

	@Override
	public BinlogPosition resume() {
		OpenTransaction open = this.transaction;
		return (open != null) ? open.resume() : this.position.withSkip(this.skip);
	}

	/**
	 * The position stays until the server has sent something: it may still refuse.
	 */
	@Override
	public void connected(BinlogPosition from, boolean search) {
		this.asked = from;
		this.search = search;
	}

	private KnownTables.Place place() {
		OpenTransaction open = this.transaction;
		BinlogPosition start = (open != null) ? open.resume() : this.position;
		return new KnownTables.Place(start, start.at(this.file, this.offset, null));
	}

	private void accept(BinlogPosition from) throws InterruptedException {
		this.asked = null;
		this.skip = from.skip();
		this.position = from.withSkip(0);
		this.transaction = null;
		this.searching = this.search;
		this.file = this.search ? "" : from.file();
		this.fileVersion = this.position.base(this.file);
		this.offset = this.search ? 0 : from.offset();
		this.begun = 0;
		this.tables.resume(from);
		if (!this.known.history().equals(from.tables())) {
			// What was found out is to be kept before anything changes it.
			this.position = this.position.withTables(this.known.history());
			this.queue.put(new ChangeBatch(List.of(), this.position.withSkip(this.skip), Instant.now(), 0));
		}
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
	public void event(EventHeader header, EventBytes body) throws StopReadingException {
		try {
			BinlogPosition from = this.asked;
			if (from != null) {
				accept(from);
			}
			if (this.searching && (header.type == EventCode.MARIADB_GTID || header.type == EventCode.HEARTBEAT)
					&& this.file.equals(this.position.file())) {
				// What was read is skipped by the server: it is at or after that place.
				this.offset = Math.max(this.offset, this.position.offset());
			}
			if (header.isLogged() && header.type != EventCode.ROTATE) {
				long end = header.end(this.offset);
				if (header.type != EventCode.HEARTBEAT || this.transaction == null && end - this.offset < FAR) {
					this.offset = end;
					this.searching &= header.type != EventCode.HEARTBEAT;
				}
			}
			handle(header, body);
			if (this.transaction == null && !this.searching) {
				advance(header);
			}
		}
		catch (SourceUnreachableException ex) {
			throw new StopReadingException(ex);
		}
		catch (ColumnsUnknownException ex) {
			throw new StopReadingException(ex.at(this.file + ":" + this.offset));
		}
		catch (PositionLostException ex) {
			throw new StopReadingException(ex);
		}
		catch (SourceException ex) {
			throw new StopReadingException(new SourceException(
					ex.getMessage() + " (at " + this.file + ":" + this.offset + ")", ex.remedy(), ex));
		}
		catch (InterruptedException ex) {
			throw new StopReadingException(ex);
		}
		catch (RuntimeException | IOException ex) {
			throw new StopReadingException(new SourceException(
					"The event of type " + header.type + " that ends at " + this.file + ":" + this.offset
							+ " cannot be read: " + ex,
					"Report this with the server's version. To go on without it, start past this position", ex));
		}
	}

	private void handle(EventHeader header, EventBytes body) throws IOException, InterruptedException {
		if (EventCode.isRows(header.type)) {
			this.rows.read(header.type, body, open(header), this.fileVersion | this.offset, this.file);
			return;
		}
		switch (header.type) {
			case EventCode.TABLE_MAP -> this.tables.add(body);
			case EventCode.GTID -> begin(header, this.gtids.mysql(body, false));
			case EventCode.ANONYMOUS_GTID -> begin(header, this.gtids.mysql(body, true));
			case EventCode.GTID_TAGGED -> begin(header, this.gtids.tagged(body));
			case EventCode.MARIADB_GTID -> {
				OpenTransaction begun = begin(header, this.gtids.mariadb(body, header.serverId));
				int flags = body.uint8();
				if ((flags & GtidEvents.PREPARED_XA) != 0) {
					begun.startXa();
				}
				else if ((flags & STANDALONE) == 0) {
					begun.startGroup();
				}
			}
			case EventCode.XID -> commit();
			case EventCode.QUERY -> query(header, body, false);
			case EventCode.QUERY_COMPRESSED -> query(header, body, true);
			case EventCode.XA_PREPARE -> prepare(header, body);
			case EventCode.TRANSACTION_PAYLOAD -> Payload.read(body, this::handle);
			case EventCode.ROTATE -> rotate(body.int64(), body.utf8(body.remaining()));
			case EventCode.FORMAT_DESCRIPTION -> startFile(header, body);
			case EventCode.PREVIOUS_GTIDS -> {
				if (this.position.gtids() == null) {
					this.position = this.position.withGtids(this.gtids.previous(body));
				}
			}
			case EventCode.GTID_LIST -> {
				if (this.position.gtids() == null) {
					this.position = this.position.withGtids(this.gtids.list(body));
				}
			}
			case EventCode.EXECUTE_LOAD_QUERY -> throw StatementEvents.statementFormat();
			case EventCode.INCIDENT ->
				throw new SourceException("The server reports that changes are missing in its binlog",
						"Compare what was written with the tables, then start again past this position");
			default -> EventCode.requireHarmless(header);
		}
	}

	private OpenTransaction open(EventHeader header) {
		OpenTransaction open = this.transaction;
		return (open != null) ? open : begin(header, null);
	}

	private OpenTransaction begin(EventHeader header, @Nullable Gtid gtid) {
		if (this.searching) {
			this.position = this.position.at(this.file, this.offset - header.length, this.position.gtids(), this.begun);
			this.searching = false;
		}
		Instant committed = this.gtids.committedAt();
		OpenTransaction begun = new OpenTransaction(this.position, gtid,
				(gtid != null && committed != null) ? committed : Instant.ofEpochSecond(header.timestamp), this.skip);
		this.transaction = begun;
		return begun;
	}

	private void query(EventHeader header, EventBytes body, boolean compressed) throws InterruptedException {
		OpenTransaction open = this.transaction;
		boolean grouped = open != null && open.isGroup();
		switch (this.statements.read(body, compressed, open)) {
			case BEGIN -> open(header).startGroup();
			case XA_START -> open(header).startXa();
			case COMMIT -> commit();
			case XA_COMMIT -> {
				this.position = this.xa.commit(this.statements.xid(), open(header), this.position,
						this.fileVersion | this.offset);
				commit();
			}
			case XA_ROLLBACK -> {
				this.position = this.xa.rollBack(this.statements.xid(), this.position);
				commit();
			}
			case ROLLBACK -> {
				this.rows.requireNone(open, "a transaction that was rolled back after it was logged",
						"Start again past this position");
				commit();
			}
			case XA_END -> {
				// The end is told by what follows.
			}
			default -> {
				// Any other statement is a transaction of its own, unless it stands
				// within one.
				if (!grouped) {
					commit();
				}
			}
		}
	}

	private void prepare(EventHeader header, EventBytes body) throws InterruptedException {
		boolean onePhase = body.uint8() != 0;
		Xid xid = Xid.prepared(body);
		if (onePhase) {
			this.xa.commitOnePhase(xid, open(header), this.fileVersion | this.offset);
		}
		else {
			this.position = this.xa.prepare(xid, open(header), this.position);
		}
		commit();
	}

	private void commit() throws InterruptedException {
		OpenTransaction open = this.transaction;
		if (open == null) {
			return;
		}
		GtidSet executed = this.position.gtids();
		Gtid gtid = open.gtid();
		this.position = this.position
			.at(this.file, this.offset, (executed != null && gtid != null) ? executed.with(gtid) : executed, this.begun)
			.withTables(this.known.history());
		this.transaction = null;
		this.skip = 0;
		this.queue.put(open.commit(this.position, this.tables.takeReplaced()));
	}

	/**
	 * Move on over what is in no transaction.
	 */
	private void advance(EventHeader header) throws InterruptedException {
		if (this.offset != this.position.offset() || !this.file.equals(this.position.file())) {
			this.position = this.position.at(this.file, this.offset, this.position.gtids(), this.begun);
			this.skip = 0;
			Instant time = (header.timestamp != 0) ? Instant.ofEpochSecond(header.timestamp) : Instant.now();
			this.queue.put(new ChangeBatch(List.of(), this.position, time, 0));
		}
	}

	private void rotate(long offset, String file) {
		if (!file.equals(this.file)) {
			abandon();
			this.file = file;
			this.fileVersion = this.position.base(file);
			this.begun = 0;
		}
		this.offset = offset;
	}

	private void startFile(EventHeader header, EventBytes body) {
		abandon();
		this.begun = header.timestamp;
		if (this.file.equals(this.position.file())) {
			if (this.position.begun() != 0 && this.position.begun() != this.begun) {
				throw new BinlogRecreatedException(this.xa.host(),
						"The server's file " + this.file + " is not the one that was read " + "up to " + this.position
								+ ": it was begun at " + Instant.ofEpochSecond(this.begun) + ", the other at "
								+ Instant.ofEpochSecond(this.position.begun()),
						null);
			}
			this.position = this.position.withBegun(this.begun);
		}
		body.skip(2);
		this.tables.startFile(ServerVersion.parse(body.utf8(VERSION_LENGTH)));
	}

	/**
	 * A server that crashed leaves a transaction without an end, which then never
	 * happened.
	 */
	private void abandon() {
		OpenTransaction open = this.transaction;
		if (open != null && open.isSliced()) {
			throw new SourceException("A transaction ends within its file, after rows of it were handed on",
					"Compare what was written with the tables, then start again past this position");
		}
		this.transaction = null;
	}

}
