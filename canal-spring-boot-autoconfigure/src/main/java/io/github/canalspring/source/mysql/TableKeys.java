package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.TableSchema;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How the rows of a table can be told apart and found, and how many there are.
 */
final class TableKeys {

	private static final String UNIQUE = """
			SELECT INDEX_NAME, COLUMN_NAME, NULLABLE = 'YES' OR SUB_PART IS NOT NULL FROM information_schema.STATISTICS
			WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX""";

	private static final String INDEXED = """
			SELECT COLUMN_NAME FROM information_schema.STATISTICS
			WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND SEQ_IN_INDEX = 1 AND COLUMN_NAME IS NOT NULL""";

	private static final String SIZE = """
			SELECT TABLE_ROWS, AVG_ROW_LENGTH FROM information_schema.TABLES
			WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?""";

	private TableKeys() {
	}

	/**
	 * The columns that tell a table's rows apart.
	 * @param table the table
	 * @return those of the primary key, or else of the unique key without {@code NULL}
	 * that has the fewest; empty if there is none
	 */
	static List<String> key(JdbcClient client, TableSchema table) {
		if (!table.primaryKey().isEmpty()) {
			return table.primaryKey();
		}
		Map<String, List<String>> keys = new LinkedHashMap<>();
		List<String> unfit = new ArrayList<>();
		client.sql(UNIQUE).param(table.id().database()).param(table.id().table()).query((row) -> {
			String column = row.getString(2);
			if (row.getBoolean(3) || column == null) {
				// An expression, a prefix, or NULL, of which there may be several.
				unfit.add(row.getString(1));
			}
			else {
				keys.computeIfAbsent(row.getString(1), (name) -> new ArrayList<>()).add(column);
			}
		});
		keys.keySet().removeAll(unfit);
		return keys.values().stream().min((one, other) -> one.size() - other.size()).orElse(List.of());
	}

	/** Whether rows can be found by columns without reading the whole table. */
	static boolean hasIndex(JdbcClient client, TableId table, List<String> columns) {
		return client.sql(INDEXED)
			.param(table.database())
			.param(table.table())
			.query(String.class)
			.stream()
			.anyMatch((indexed) -> columns.stream().anyMatch(indexed::equalsIgnoreCase));
	}

	static TableOutline outline(JdbcClient client, TableSchema table) {
		List<String> key = key(client, table);
		return client.sql(SIZE)
			.param(table.id().database())
			.param(table.id().table())
			.query((row, number) -> new TableOutline(key, row.getLong(1), row.getLong(2)))
			.optional()
			.orElse(new TableOutline(key, 0, 0));
	}

}
