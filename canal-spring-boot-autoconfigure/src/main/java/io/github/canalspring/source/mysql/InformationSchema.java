package io.github.canalspring.source.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads tables as they are now.
 */
final class InformationSchema {

	private static final Logger logger = LoggerFactory.getLogger(InformationSchema.class);

	private static final String COLUMNS = """
			SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, NUMERIC_PRECISION, NUMERIC_SCALE,
				CHARACTER_OCTET_LENGTH, DATETIME_PRECISION, CHARACTER_SET_NAME, TABLE_SCHEMA, TABLE_NAME, COLUMN_KEY,
				VERSION() LIKE '%MariaDB%' AS MARIADB
			FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION""";

	private static final String PRIMARY_KEY = """
			SELECT COLUMN_NAME FROM information_schema.STATISTICS
			WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX""";

	private static final String COLLATION = """
			SELECT TABLE_COLLATION FROM information_schema.TABLES
			WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND TABLE_COLLATION IS NOT NULL""";

	/** In seconds. An ALTER that waits for a long transaction makes others wait. */
	private static final int LOCK_WAIT = 10;

	private static final int LOCK_WAIT_TIMEOUT = 1205;

	private final MysqlServer server;

	InformationSchema(MysqlServer server) {
		this.server = server;
	}

	/**
	 * Read a table.
	 * @param table the table
	 * @return the table
	 * @throws SourceException if there is no such table, or the user may not see it
	 */
	TableDefinition table(TableId table) {
		TableDefinition found = this.server.ask((client) -> find(client, table));
		if (found == null) {
			throw new NoSuchTableException("There is no table " + table + ", or the user may not read it",
					"Create the table, or correct its name; to let the user read it, GRANT SELECT on it");
		}
		return found;
	}

	/**
	 * Read tables that are wanted.
	 * @param wanted which ones
	 * @return the tables, except the server's own and views, in order of name
	 */
	List<TableDefinition> tables(Predicate<TableId> wanted) {
		return this.server.ask((client) -> names(client).stream()
			.filter(wanted)
			.flatMap((table) -> Stream.ofNullable(find(client, table)))
			.toList());
	}

	/**
	 * All tables that the user may see.
	 * @return the tables, except the server's own and views, in order of name
	 */
	List<TableId> tableNames() {
		return this.server.ask(InformationSchema::names);
	}

	/**
	 * Whether names of databases and tables are kept in lower case.
	 */
	boolean lowersNames() {
		return this.server.ask((client) -> "1"
			.equals(MysqlServer.variables(client, "('lower_case_table_names')").get("lower_case_table_names")));
	}

	static List<TableId> names(JdbcClient client) {
		return client
			.sql("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' "
					+ "AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') "
					+ "ORDER BY TABLE_SCHEMA, TABLE_NAME")
			.query((row, number) -> new TableId(row.getString(1), row.getString(2)))
			.list();
	}

	/**
	 * Columns and keys are read one after the other. If both disagree about the primary
	 * key, the table may have been changed in between; else it is a unique key that the
	 * server shows as if it were the primary one.
	 */
	static @Nullable TableDefinition find(JdbcClient client, TableId table) {
		TableDefinition last = null;
		while (true) {
			Set<String> keyColumns = new HashSet<>();
			TableDefinition found = find(client, table, keyColumns);
			if (found == null || found.equals(last) || keyColumns.equals(Set.copyOf(found.primaryKey()))) {
				return found;
			}
			last = found;
		}
	}

	private static @Nullable TableDefinition find(JdbcClient client, TableId table, Set<String> keyColumns) {
		List<TableId> spelt = new ArrayList<>();
		List<ColumnSpec> columns = client.sql(COLUMNS)
			.param(table.database())
			.param(table.table())
			.query((row, number) -> {
				spelt.add(new TableId(row.getString("TABLE_SCHEMA"), row.getString("TABLE_NAME")));
				ColumnSpec column = column(row);
				if ("PRI".equals(row.getString("COLUMN_KEY"))) {
					keyColumns.add(column.name());
				}
				return column;
			})
			.list();
		if (columns.isEmpty()) {
			return null;
		}
		List<String> key = client.sql(PRIMARY_KEY)
			.param(table.database())
			.param(table.table())
			.query(String.class)
			.list();
		String collation = client.sql(COLLATION)
			.param(table.database())
			.param(table.table())
			.query(String.class)
			.optional()
			.orElse("");
		return new TableDefinition(spelt.get(0), columns, key, Collations.charset(collation));
	}

	/**
	 * Read a table and the position in the binlog at which it is so. A definition is in
	 * the binlog before it can be seen here, so the table is held, as by any read of it,
	 * against those that would change it.
	 * @param client asks on one connection
	 * @return the table, or {@code null} if there is none, or the user may not read it
	 */
	static @Nullable Held hold(JdbcClient client, TableId table) {
		client.sql("SET SESSION lock_wait_timeout = " + LOCK_WAIT).update();
		client.sql("START TRANSACTION").update();
		try {
			client
				.sql("SELECT 1 FROM " + MysqlTableReader.quoted(table.database()) + "."
						+ MysqlTableReader.quoted(table.table()) + " LIMIT 0")
				.query(Integer.class)
				.list();
			BinlogPosition position = MysqlServer.latest(client);
			TableDefinition definition = find(client, table);
			client.sql("ROLLBACK").update();
			return (definition != null) ? new Held(definition, position) : null;
		}
		catch (DataAccessException ex) {
			SQLException cause = MysqlServer.sqlException(ex);
			int code = (cause != null) ? cause.getErrorCode() : 0;
			if (code == LOCK_WAIT_TIMEOUT) {
				throw new SourceUnreachableException("Table " + table + " is locked, so it cannot be told what it is",
						"Nothing: it is tried again until LOCK TABLES or the statement that changes it is over", ex);
			}
			if (code == 0 || ex instanceof TransientDataAccessException) {
				throw ex;
			}
			logger.debug("Table {} cannot be read", table, ex);
			return null;
		}
	}

	/**
	 * The character set of tables that are made without one, by database.
	 */
	static Map<String, String> charsets(JdbcClient client) {
		Map<String, String> charsets = new HashMap<>();
		client.sql("SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA").query((row) -> {
			charsets.put(row.getString(1), row.getString(2));
		});
		return charsets;
	}

	/**
	 * A table at a position.
	 */
	record Held(TableDefinition table, BinlogPosition position) {
	}

	private static ColumnSpec column(ResultSet row) throws SQLException {
		String named = row.getString("DATA_TYPE").toLowerCase(Locale.ROOT);
		// Which is how MariaDB logs it.
		String type = (named.equals("vector") && row.getBoolean("MARIADB")) ? "varbinary" : named;
		String columnType = row.getString("COLUMN_TYPE");
		String charset = row.getString("CHARACTER_SET_NAME");
		int length = switch (type) {
			case "decimal", "bit" -> row.getInt("NUMERIC_PRECISION");
			case "time", "datetime", "timestamp" -> row.getInt("DATETIME_PRECISION");
			case "enum", "set", "json" -> 0;
			default -> (int) Math.min(row.getLong("CHARACTER_OCTET_LENGTH"), Integer.MAX_VALUE);
		};
		List<String> labels = (type.equals("enum") || type.equals("set")) ? labels(columnType) : List.of();
		return new ColumnSpec(row.getString("COLUMN_NAME"), type, length,
				type.equals("decimal") ? row.getInt("NUMERIC_SCALE") : 0,
				labels.isEmpty() && columnType.contains("unsigned"), "YES".equals(row.getString("IS_NULLABLE")),
				(charset != null) ? charset : "binary", labels, labels.isEmpty() && columnType.contains(" COMPRESSED"));
	}

	/**
	 * Take apart {@code enum('a','b''c')}.
	 */
	private static List<String> labels(String columnType) {
		List<String> labels = new ArrayList<>();
		StringBuilder label = new StringBuilder();
		boolean within = false;
		for (int index = columnType.indexOf('(') + 1; index < columnType.length(); index++) {
			char next = columnType.charAt(index);
			if (next != '\'') {
				if (within) {
					label.append(next);
				}
			}
			else if (within && index + 1 < columnType.length() && columnType.charAt(index + 1) == '\'') {
				label.append(next);
				index++;
			}
			else if (within) {
				labels.add(label.toString());
				label.setLength(0);
				within = false;
			}
			else {
				within = true;
			}
		}
		return labels;
	}

}
