package io.github.canalspring.source.mysql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Definition;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being read, if there is one: the same object for all, since
 * most may concern nobody. Rows are counted by the event they are in and their place
 * there, so that the rows of tables that are not wanted need not be read to be counted.
 */
final class OpenTransaction {

	private static final int EVENT_SHIFT = 32;

	/** What a change takes beside its values. */
	private static final int CHANGE_SIZE = 96;

	private static final int VALUE_SIZE = 16;

	private static final int FEW = 4;

	private final ReadPosition position;

	private boolean open;

	private @Nullable BinlogPosition start;

	private Gtid.@Nullable Source source;

	private long number;

	private long committedMicros;

	private long skip;

	private @Nullable Transaction transaction;

	private List<Change> changes = new ArrayList<>(FEW);

	private long bytes;

	private long place;

	private long slicedAt;

	private boolean group;

	private boolean xa;

	private boolean leftOut;

	/**
	 * Create it; none is open.
	 * @param position where each starts
	 */
	OpenTransaction(ReadPosition position) {
		this.position = position;
	}

	/**
	 * Begin a transaction.
	 * @param source where it was committed first; {@code null} if it has no id
	 * @param number its number there
	 * @param committedMicros when it was committed, in microseconds of the epoch
	 */
	void begin(Gtid.@Nullable Source source, long number, long committedMicros) {
		end();
		this.open = true;
		this.source = source;
		this.number = number;
		this.committedMicros = committedMicros;
		this.skip = this.position.skip();
	}

	/**
	 * Forget it, and what was not taken of it.
	 */
	void end() {
		if (!this.changes.isEmpty()) {
			this.changes = new ArrayList<>(FEW);
		}
		this.bytes = 0;
		this.place = -1L << EVENT_SHIFT;
		this.slicedAt = 0;
		this.start = null;
		this.transaction = null;
		this.group = false;
		this.xa = false;
		this.leftOut = false;
		this.open = false;
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Count a rows event, whoever wants it.
	 */
	void nextEvent() {
		this.place = (this.place >> EVENT_SHIFT) + 1 << EVENT_SHIFT;
	}

	void add(TableSchema schema, Operation operation, @Nullable Row before, @Nullable Row after, long version,
			int size) {
		long number = this.place++;
		if (number < this.skip) {
			return;
		}
		if (this.transaction == null) {
			this.transaction = transaction();
		}
		this.changes.add(new Change(schema, operation, before, after, this.transaction, number, version));
		this.bytes += CHANGE_SIZE + (long) VALUE_SIZE * schema.columns().size() + 2L * size;
	}

	private Transaction transaction() {
		return new Transaction(start(), gtid(), committedAt(), false);
	}

	long bytes() {
		return this.bytes;
	}

	boolean hasChanges() {
		return !this.changes.isEmpty() || this.leftOut;
	}

	boolean isSliced() {
		return Math.max(this.skip, this.slicedAt) > 0;
	}

	/**
	 * Take the changes so far, as a slice of the transaction.
	 */
	ChangeBatch slice() {
		this.slicedAt = this.place;
		return take(start().withSkip(this.place), Set.of(), List.of());
	}

	/**
	 * Take the changes that are left.
	 * @param end the position after the transaction
	 * @param replaced the tables whose rows are others now
	 * @param definitions the statements that changed tables
	 */
	ChangeBatch commit(BinlogPosition end, Set<TableId> replaced, List<Definition> definitions) {
		return take(end, replaced, definitions);
	}

	/**
	 * Take away what was prepared, to be kept until it is committed.
	 */
	List<Change> prepared() {
		return take(start(), Set.of(), List.of()).changes();
	}

	/**
	 * Add what was prepared before, in place of reading it again.
	 * @param prepared the changes
	 * @param size the memory that they take
	 * @param version the version of their commit
	 */
	void add(List<Change> prepared, long size, long version) {
		Transaction committed = transaction();
		prepared.forEach((change) -> this.changes.add(change.in(committed, version)));
		this.bytes += size;
	}

	/**
	 * Forget the rows of a transaction that gets too large to keep before it is known
	 * whether it will be committed; they can be read again.
	 */
	void leaveOut() {
		this.changes = new ArrayList<>();
		this.bytes = 0;
		this.leftOut = true;
	}

	boolean isLeftOut() {
		return this.leftOut;
	}

	/**
	 * Begin anew to count the rows, which are read again.
	 */
	void readAgain() {
		this.place = -1L << EVENT_SHIFT;
		this.leftOut = false;
		this.xa = false;
	}

	private ChangeBatch take(BinlogPosition position, Set<TableId> replaced, List<Definition> definitions) {
		ChangeBatch batch = new ChangeBatch(Collections.unmodifiableList(this.changes), position, committedAt(),
				this.bytes, replaced, Leftovers.NONE, false, null, definitions);
		this.changes = new ArrayList<>(FEW);
		this.bytes = 0;
		return batch;
	}

	/**
	 * From where to read again if the rest does not arrive.
	 */
	BinlogPosition resume() {
		return start().withSkip(Math.max(this.skip, this.slicedAt));
	}

	BinlogPosition start() {
		BinlogPosition known = this.start;
		if (known == null) {
			known = this.position.get();
			this.start = known;
		}
		return known;
	}

	@Nullable Gtid gtid() {
		return (this.source != null) ? new Gtid(this.source, this.number) : null;
	}

	Gtid.@Nullable Source source() {
		return this.source;
	}

	long number() {
		return this.number;
	}

	private Instant committedAt() {
		return GtidEvents.time(this.committedMicros);
	}

	/** When it was committed, or prepared, in seconds of the epoch. */
	long seconds() {
		return GtidEvents.time(this.committedMicros).getEpochSecond();
	}

	long committedMicros() {
		return this.committedMicros;
	}

	/**
	 * Tell that statements are part of the transaction until it is committed.
	 */
	void startGroup() {
		this.group = true;
	}

	boolean isGroup() {
		return this.group;
	}

	void startXa() {
		this.group = true;
		this.xa = true;
	}

	boolean isXa() {
		return this.xa;
	}

}
