package io.github.canalspring.source;

import java.time.Instant;

import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

/**
 * One row change on its way from a source to a sink. It is its own {@link EventMetadata},
 * so that no further object is made per row. Immutable.
 */
public final class Change implements EventMetadata {

	private final TableSchema table;

	private final Operation operation;

	private final @Nullable Row before;

	private final @Nullable Row after;

	private final Transaction transaction;

	private final long rowNumber;

	private final long version;

	/**
	 * Create a change.
	 * @param table the version of the table that the rows are of
	 * @param operation what happened
	 * @param before the row before; {@code null} for an insert only
	 * @param after the row after; {@code null} for a delete only
	 * @param transaction the transaction
	 * @param rowNumber the change's number in its transaction: the same whenever the
	 * transaction is read, and larger than those of the changes before it
	 * @param version the change's place in the stream as {@link Position#version()}
	 * counts; changes logged together share it
	 */
	public Change(TableSchema table, Operation operation, @Nullable Row before, @Nullable Row after,
			Transaction transaction, long rowNumber, long version) {
		this.table = table;
		this.operation = operation;
		this.before = before;
		this.after = after;
		this.transaction = transaction;
		this.rowNumber = rowNumber;
		this.version = version;
	}

	/**
	 * The same change as it counts in another transaction: that which commits what was
	 * prepared before.
	 * @param transaction the transaction
	 * @param version the place in the stream
	 * @return the change
	 */
	public Change in(Transaction transaction, long version) {
		return new Change(this.table, this.operation, this.before, this.after, transaction, this.rowNumber, version);
	}

	public TableSchema schema() {
		return this.table;
	}

	public Operation operation() {
		return this.operation;
	}

	public @Nullable Row before() {
		return this.before;
	}

	public @Nullable Row after() {
		return this.after;
	}

	/**
	 * The row as the change left it, or, for a delete, as it last was.
	 * @return the row
	 */
	public Row row() {
		Row row = (this.after != null) ? this.after : this.before;
		if (row == null) {
			throw new IllegalStateException("A change has at least one row");
		}
		return row;
	}

	public Transaction transaction() {
		return this.transaction;
	}

	/**
	 * The change's number in its transaction, which tells the order of changes that share
	 * a version.
	 * @return the number
	 */
	public long rowNumber() {
		return this.rowNumber;
	}

	public long version() {
		return this.version;
	}

	@Override
	public String database() {
		return this.table.id().database();
	}

	@Override
	public String table() {
		return this.table.id().table();
	}

	@Override
	public String position() {
		return this.transaction.start().toString();
	}

	@Override
	public @Nullable String gtid() {
		return (this.transaction.gtid() != null) ? this.transaction.gtid().get() : null;
	}

	@Override
	public Instant committedAt() {
		return this.transaction.committedAt();
	}

	@Override
	public boolean snapshot() {
		return this.transaction.snapshot();
	}

	@Override
	public String eventId() {
		return this.transaction.id() + "#" + this.rowNumber;
	}

	/**
	 * Operation, table and event id, without any of the row's values.
	 */
	@Override
	public String toString() {
		return this.operation + " " + this.table.id() + " " + eventId();
	}

}
