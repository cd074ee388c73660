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

	/** The row before; of an insert the row after. */
	private final Row first;

	/** The row after; of a delete the row before. */
	private final Row last;

	private final Transaction transaction;

	private final long rowNumber;

	private final long version;

	/**
	 * Create a change.
	 * @param table the version of the table that the rows are of
	 * @param operation what happened
	 * @param before the row before; of no concern for an insert
	 * @param after the row after; of no concern for a delete
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
		this.first = row(before, after);
		this.last = row(after, before);
		this.transaction = transaction;
		this.rowNumber = rowNumber;
		this.version = version;
	}

	private static Row row(@Nullable Row row, @Nullable Row other) {
		Row given = (row != null) ? row : other;
		if (given == null) {
			throw new IllegalArgumentException("A change has at least one row");
		}
		return given;
	}

	/**
	 * The same change as it counts in another transaction: that which commits what was
	 * prepared before.
	 * @param transaction the transaction
	 * @param version the place in the stream
	 * @return the change
	 */
	public Change in(Transaction transaction, long version) {
		return new Change(this.table, this.operation, this.first, this.last, transaction, this.rowNumber, version);
	}

	public TableSchema schema() {
		return this.table;
	}

	public Operation operation() {
		return this.operation;
	}

	public @Nullable Row before() {
		return (this.operation != Operation.INSERT) ? this.first : null;
	}

	public @Nullable Row after() {
		return (this.operation != Operation.DELETE) ? this.last : null;
	}

	/**
	 * The row as the change left it, or, for a delete, as it last was.
	 * @return the row
	 */
	public Row row() {
		return this.last;
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
