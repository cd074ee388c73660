package io.github.canalspring.message;

import java.time.Instant;
import java.util.Objects;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A row change that a message told of.
 *
 * @param table the version of the table: one instance as long as messages tell the same
 * @param operation what happened
 * @param before the row before; {@code null} for an insert only
 * @param after the row after; {@code null} for a delete only
 * @param committedAt when it was committed
 * @param snapshot whether it is a row that was there already
 */
public record RowChange(TableSchema table, Operation operation, @Nullable Row before, @Nullable Row after,
		Instant committedAt, boolean snapshot) {

	/**
	 * The row as the change left it, or, for a delete, as it last was.
	 * @return the row
	 */
	public Row row() {
		return Objects.requireNonNull((this.after != null) ? this.after : this.before);
	}

	/**
	 * The change as a stream has it.
	 * @param transaction the transaction
	 * @param rowNumber the change's number in it
	 * @param version the change's place in the stream
	 * @return the change
	 */
	public Change in(Transaction transaction, long rowNumber, long version) {
		return new Change(this.table, this.operation, this.before, this.after, transaction, rowNumber, version);
	}

}
