package io.github.canalspring.source.mysql;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Definition;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Follows where transactions begin and end, and hands on a batch of each that changes
 * what is wanted. Of all others, and of what stands between, only the position is handed
 * on, once nothing more is at hand. For one thread.
 */
final class TransactionEvents {

	private final ReadPosition position;

	private final GtidEvents gtids;

	private final BatchQueue queue;

	private final TableMaps tables;

	private final KnownTables known;

	private final StatementEvents statements;

	private final XaTransactions xa;

	private final OpenTransaction open;

	/** Whether the position has moved and was not handed on. */
	private boolean behind;

	/** The time that belongs to it, in microseconds of the epoch; 0 for now. */
	private long micros;

	TransactionEvents(ReadPosition position, GtidEvents gtids, BatchQueue queue, TableMaps tables, KnownTables known,
			XaTransactions xa) {
		this.position = position;
		this.gtids = gtids;
		this.queue = queue;
		this.tables = tables;
		this.known = known;
		this.statements = new StatementEvents(tables);
		this.xa = xa;
		this.open = new OpenTransaction(position);
	}

	/**
	 * From where to read again if the rest does not arrive.
	 */
	BinlogPosition resume() {
		return this.open.isOpen() ? this.open.resume() : this.position.get().withSkip(this.position.skip());
	}

	/**
	 * Begin to read.
	 * @param from the position
	 */
	void start(BinlogPosition from) throws InterruptedException {
		this.open.end();
		if (!this.known.history().equals(from.tables())) {
			// What was found out is to be kept before anything changes it.
			this.position.set(this.position.get().withTables(this.known.history()));
			put(new ChangeBatch(List.of(), resume(), Instant.now(), 0));
		}
	}

	boolean isOpen() {
		return this.open.isOpen();
	}

	/**
	 * The open transaction.
	 * @param header of an event in it, with which it begins if there was none that tells
	 * more
	 */
	OpenTransaction open(EventHeader header) {
		if (!this.open.isOpen()) {
			this.position.begin(header);
			this.open.begin(null, 0, GtidEvents.micros(header.timestamp));
		}
		return this.open;
	}

	/**
	 * Begin a transaction, of which the GTID event was read.
	 * @param header the event's header
	 */
	OpenTransaction begin(EventHeader header) {
		this.position.begin(header);
		this.open.begin(this.gtids.source(), this.gtids.number(), this.gtids.committedMicros(header.timestamp));
		return this.open;
	}

	/**
	 * Take a statement.
	 */
	void query(EventHeader header, EventBytes body, boolean compressed) throws InterruptedException {
		boolean grouped = this.open.isOpen() && this.open.isGroup();
		switch (this.statements.read(body, compressed, this.open.isOpen() ? this.open : null)) {
			case BEGIN -> open(header).startGroup();
			case XA_START -> open(header).startXa();
			case COMMIT -> commit();
			case XA_COMMIT -> {
				this.position.set(this.xa.commit(this.statements.xid(), open(header), this.position.get(),
						this.position.version()));
				commit();
			}
			case XA_ROLLBACK -> {
				this.position.set(this.xa.rollBack(this.statements.xid(), this.position.get()));
				commit();
			}
			case ROLLBACK -> {
				requireNoRows();
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

	private void requireNoRows() {
		if (this.open.isOpen() && (this.open.hasChanges() || this.open.isSliced())) {
			throw new SourceException(
					"Rows were changed by a transaction that was rolled back after it was logged, which cannot be read",
					"Start again past this position");
		}
	}

	/**
	 * The transaction is an XA transaction, which is prepared.
	 */
	void prepare(EventHeader header, EventBytes body) throws InterruptedException {
		boolean onePhase = body.uint8() != 0;
		Xid xid = Xid.prepared(body);
		if (onePhase) {
			this.xa.commitOnePhase(xid, open(header), this.position.version());
		}
		else {
			this.position.set(this.xa.prepare(xid, open(header), this.position.get()));
		}
		commit();
	}

	/**
	 * The transaction ends, if there is one.
	 */
	void commit() throws InterruptedException {
		OpenTransaction open = this.open;
		if (!open.isOpen()) {
			return;
		}
		this.position.commit(open.source(), open.number(), this.known.history());
		Set<TableId> replaced = this.tables.takeReplaced();
		List<Definition> definitions = this.tables.takeDefinitions();
		if (open.hasChanges() || !replaced.isEmpty() || !definitions.isEmpty()) {
			put(open.commit(this.position.get(), replaced, definitions));
		}
		else {
			this.behind = true;
			this.micros = open.committedMicros();
		}
		open.end();
	}

	/**
	 * Move on over what is in no transaction.
	 * @param header of the event that was read last
	 */
	void advance(EventHeader header) {
		if (!this.open.isOpen() && this.position.advance()) {
			this.behind = true;
			this.micros = GtidEvents.micros(header.timestamp);
		}
	}

	/**
	 * Hand on the position, unless that was done. That of a transaction of which slices
	 * were handed on stays behind them until it ends.
	 */
	void drained() throws InterruptedException {
		if (this.behind && !(this.open.isOpen() && this.open.isSliced())) {
			put(new ChangeBatch(List.of(), this.position.get(),
					(this.micros != 0) ? GtidEvents.time(this.micros) : Instant.now(), 0));
		}
	}

	private void put(ChangeBatch batch) throws InterruptedException {
		this.behind = false;
		this.queue.put(batch);
	}

	/**
	 * A server that crashed leaves a transaction without an end, which then never
	 * happened.
	 */
	void abandon() {
		if (this.open.isOpen() && this.open.isSliced()) {
			throw new SourceException("A transaction ends within its file, after rows of it were handed on",
					"Compare what was written with the tables, then start again past this position");
		}
		this.open.end();
	}

	/**
	 * Where the stream is.
	 */
	KnownTables.Place place() {
		BinlogPosition start = this.open.isOpen() ? this.open.resume() : this.position.get();
		return new KnownTables.Place(start, this.position.here());
	}

}
