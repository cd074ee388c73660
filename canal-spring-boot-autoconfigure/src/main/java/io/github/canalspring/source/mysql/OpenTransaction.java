package io.github.canalspring.source.mysql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being read. Rows are counted by the event they are in and their
 * place there, so that the rows of tables that are not wanted need not be read to be
 * counted.
 */
final class OpenTransaction {

	private static final int EVENT_SHIFT = 32;

	/** What a change takes beside its values. */
	private static final int CHANGE_SIZE = 96;

	private static final int VALUE_SIZE = 16;

	private final BinlogPosition start;

	private final @Nullable Gtid gtid;

	private final Instant committedAt;

	private final long skip;

	private @Nullable Transaction transaction;

	private List<Change> changes = new ArrayList<>(4);

	private long bytes;

	private long place = -1L << EVENT_SHIFT;

	private long slicedAt;

	private boolean group;

	private boolean xa;

	private boolean leftOut;

	/**
	 * Begin a transaction.
	 * @param start where it starts
	 * @param gtid its id, if any
	 * @param committedAt when it was committed
	 * @param skip the place of the first row that is not done yet
	 */
	OpenTransaction(BinlogPosition start, @Nullable Gtid gtid, Instant committedAt, long skip) {
		this.start = start;
		this.gtid = gtid;
		this.committedAt = committedAt;
		this.skip = skip;
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
			this.transaction = new Transaction(this.start, this.gtid, this.committedAt, false);
		}
		this.changes.add(new Change(schema, operation, before, after, this.transaction, number, version));
		this.bytes += CHANGE_SIZE + (long) VALUE_SIZE * schema.columns().size() + 2L * size;
	}

	long bytes() {
		return this.bytes;
	}

	boolean hasChanges() {
		return !this.changes.isEmpty() || this.leftOut;
	}

	boolean isSliced() {
		return resume().skip() > 0;
	}

	/**
	 * Take the changes so far, as a slice of the transaction.
	 */
	ChangeBatch slice() {
		this.slicedAt = this.place;
		return take(this.start.withSkip(this.place), Set.of());
	}

	/**
	 * Take the changes that are left.
	 * @param end the position after the transaction
	 * @param replaced the tables whose rows are others now
	 */
	ChangeBatch commit(BinlogPosition end, Set<TableId> replaced) {
		return take(end, replaced);
	}

	/**
	 * Take away what was prepared, to be kept until it is committed.
	 */
	List<Change> prepared() {
		return take(this.start, Set.of()).changes();
	}

	/**
	 * Add what was prepared before, in place of reading it again.
	 * @param prepared the changes
	 * @param size the memory that they take
	 * @param version the version of their commit
	 */
	void add(List<Change> prepared, long size, long version) {
		Transaction committed = new Transaction(this.start, this.gtid, this.committedAt, false);
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

	private ChangeBatch take(BinlogPosition position, Set<TableId> replaced) {
		ChangeBatch batch = new ChangeBatch(Collections.unmodifiableList(this.changes), position, this.committedAt,
				this.bytes, replaced);
		this.changes = new ArrayList<>();
		this.bytes = 0;
		return batch;
	}

	/**
	 * From where to read again if the rest does not arrive.
	 */
	BinlogPosition resume() {
		return this.start.withSkip(Math.max(this.skip, this.slicedAt));
	}

	BinlogPosition start() {
		return this.start;
	}

	@Nullable Gtid gtid() {
		return this.gtid;
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
