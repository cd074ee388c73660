package io.github.canalspring.sink.elasticsearch;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A table whose changes tests make up. A change's version is its position.
 *
 * @param schema the version of the table
 */
record TestTable(TableSchema schema) {

	static TestTable of(String table, Column... columns) {
		return new TestTable(new TableSchema(new TableId("shop", table), List.of(columns), List.of("id")));
	}

	static Column column(String name, ColumnType type) {
		return column(name, type, 0);
	}

	static Column column(String name, ColumnType type, int precision) {
		return new Column(name, type, false, precision, 0, true, List.of());
	}

	static Column unsigned(String name, ColumnType type) {
		return new Column(name, type, true, 0, 0, true, List.of());
	}

	static Column decimal(String name, int precision, int scale) {
		return new Column(name, ColumnType.DECIMAL, false, precision, scale, true, List.of());
	}

	Row row(@Nullable Object... values) {
		return new Row(this.schema.header(), values);
	}

	Change insert(long version, @Nullable Object... values) {
		return change(Operation.INSERT, version, null, row(values));
	}

	Change update(long version, Row before, Row after) {
		return change(Operation.UPDATE, version, before, after);
	}

	Change delete(long version, @Nullable Object... values) {
		return change(Operation.DELETE, version, row(values), null);
	}

	private Change change(Operation operation, long version, @Nullable Row before, @Nullable Row after) {
		Transaction transaction = new Transaction(new TestPosition(version), null, Instant.now(), false);
		return new Change(this.schema, operation, before, after, transaction, 0, version);
	}

	/**
	 * One batch of changes, with the position after the last.
	 */
	static List<ChangeBatch> batch(Change... changes) {
		return List.of(new ChangeBatch(Arrays.asList(changes),
				new TestPosition(changes[changes.length - 1].version() + 1), Instant.now(), 100L * changes.length));
	}

	record TestPosition(long version) implements Position {

		@Override
		public String text() {
			return "position " + this.version;
		}

	}

}
