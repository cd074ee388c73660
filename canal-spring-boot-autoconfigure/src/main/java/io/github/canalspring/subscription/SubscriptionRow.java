package io.github.canalspring.subscription;

import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the subscription table.
 *
 * @param id the primary key
 * @param database the database's name or a pattern of it, as it was written
 * @param table the table's name or a pattern of it, as it was written
 * @param operations the bits of the operations that are delivered
 */
record SubscriptionRow(String id, String database, String table, int operations) {

	static final String KEY = "id";

	/** The columns that are read. */
	static final List<String> COLUMNS = List.of(KEY, "db_name", "tb_name", "monitor_insert", "monitor_update",
			"monitor_delete");

	/** All operations. */
	static final int ALL = bit(Operation.INSERT) | bit(Operation.UPDATE) | bit(Operation.DELETE);

	private static final Map<Operation, String> MONITOR = Map.of(Operation.INSERT, "monitor_insert", Operation.UPDATE,
			"monitor_update", Operation.DELETE, "monitor_delete");

	/**
	 * Read a row.
	 * @param row a row of the table
	 * @return what it says
	 * @throws SourceException if it lacks a column
	 */
	static SubscriptionRow of(Row row) {
		int operations = 0;
		for (Operation operation : Operation.values()) {
			if (isSet(value(row, MONITOR.get(operation)))) {
				operations |= bit(operation);
			}
		}
		return new SubscriptionRow(text(row, "id"), text(row, "db_name"), text(row, "tb_name"), operations);
	}

	static int bit(Operation operation) {
		return 1 << operation.ordinal();
	}

	private static String text(Row row, String column) {
		Object value = value(row, column);
		return (value != null) ? value.toString().strip() : "";
	}

	private static boolean isSet(@Nullable Object flag) {
		return Boolean.TRUE.equals(flag) || flag instanceof Number number && number.longValue() != 0;
	}

	private static @Nullable Object value(Row row, String column) {
		int index = row.columns().indexOf(column);
		if (index < 0) {
			throw new SourceException("The subscription table has no column " + column,
					"Give it the columns of " + SubscriptionTable.SCHEMA);
		}
		return row.get(index);
	}

	/** The name that was written. */
	String name() {
		return this.database + "." + this.table;
	}

}
