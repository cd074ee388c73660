package io.github.canalspring.source.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.Collations.CharacterSet;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads tables as they are now.
 */
final class InformationSchema {

	private static final String COLUMNS = """
			SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, NUMERIC_PRECISION, NUMERIC_SCALE,
				CHARACTER_OCTET_LENGTH, DATETIME_PRECISION, CHARACTER_SET_NAME, TABLE_SCHEMA, TABLE_NAME,
				VERSION() LIKE '%MariaDB%' AS MARIADB
			FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION""";

	private static final String PRIMARY_KEY = """
			SELECT COLUMN_NAME FROM information_schema.STATISTICS
			WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX""";

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

	private static List<TableId> names(JdbcClient client) {
		return client
			.sql("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' "
					+ "AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') "
					+ "ORDER BY TABLE_SCHEMA, TABLE_NAME")
			.query((row, number) -> new TableId(row.getString(1), row.getString(2)))
			.list();
	}

	static @Nullable TableDefinition find(JdbcClient client, TableId table) {
		List<Described> columns = client.sql(COLUMNS)
			.param(table.database())
			.param(table.table())
			.query((row, number) -> Described.of(row))
			.list();
		if (columns.isEmpty()) {
			return null;
		}
		List<String> key = client.sql(PRIMARY_KEY)
			.param(table.database())
			.param(table.table())
			.query(String.class)
			.list();
		return new TableDefinition(columns.get(0).table(), columns.stream().map(Described::definition).toList(),
				columns.stream().map(Described::wire).toList(), key);
	}

	/**
	 * A column and how the binlog has it.
	 */
	private record Described(TableId table, ColumnDefinition definition, WireColumn wire) {

		static Described of(ResultSet row) throws SQLException {
			String named = row.getString("DATA_TYPE").toLowerCase(Locale.ROOT);
			// Which is how MariaDB logs it.
			String dataType = (named.equals("vector") && row.getBoolean("MARIADB")) ? "varbinary" : named;
			String columnType = row.getString("COLUMN_TYPE");
			String charset = row.getString("CHARACTER_SET_NAME");
			CharacterSet characters = Collations.named((charset != null) ? charset : "binary");
			long octets = row.getLong("CHARACTER_OCTET_LENGTH");
			int length = (int) Math.min(octets, Integer.MAX_VALUE);
			int fraction = row.getInt("DATETIME_PRECISION");
			int digits = row.getInt("NUMERIC_PRECISION");
			int scale = row.getInt("NUMERIC_SCALE");
			boolean nullable = "YES".equals(row.getString("IS_NULLABLE"));
			List<String> labels = (dataType.equals("enum") || dataType.equals("set")) ? labels(columnType) : List.of();
			boolean unsigned = labels.isEmpty() && columnType.contains("unsigned");
			FixedText fixedText = FixedText.named(dataType);
			ColumnType type = type(dataType);
			int precision = switch (type) {
				case DECIMAL, BIT -> digits;
				case TIME, DATETIME, TIMESTAMP -> fraction;
				case TEXT, BINARY -> (fixedText != null) ? fixedText.characters()
						: dataType.endsWith("text") ? length : length / characters.width();
				default -> 0;
			};
			Column column = new Column(row.getString("COLUMN_NAME"), type, unsigned && type != ColumnType.YEAR,
					precision, (type == ColumnType.DECIMAL) ? scale : 0, nullable, labels);
			WireColumn wire = (fixedText != null) ? new WireColumn(WireColumn.STRING, fixedText.bytes(), nullable)
					: wire(dataType, length, fraction, digits, scale, labels.size(), nullable);
			return new Described(new TableId(row.getString("TABLE_SCHEMA"), row.getString("TABLE_NAME")),
					new ColumnDefinition(column, characters, fixedText),
					labels.isEmpty() && columnType.contains(" COMPRESSED") ? compressed(wire) : wire);
		}

		/** MariaDB puts a byte about the compression before the value. */
		private static WireColumn compressed(WireColumn wire) {
			return (wire.type() == WireColumn.BLOB)
					? new WireColumn(WireColumn.BLOB_COMPRESSED, wire.metadata(), wire.nullable())
					: new WireColumn(WireColumn.VARCHAR_COMPRESSED, wire.metadata() + 1, wire.nullable());
		}

		private static ColumnType type(String dataType) {
			return switch (dataType) {
				case "tinyint" -> ColumnType.TINYINT;
				case "smallint" -> ColumnType.SMALLINT;
				case "mediumint" -> ColumnType.MEDIUMINT;
				case "int" -> ColumnType.INT;
				case "bigint" -> ColumnType.BIGINT;
				case "year" -> ColumnType.YEAR;
				case "decimal" -> ColumnType.DECIMAL;
				case "float" -> ColumnType.FLOAT;
				case "double" -> ColumnType.DOUBLE;
				case "bit" -> ColumnType.BIT;
				case "date" -> ColumnType.DATE;
				case "time" -> ColumnType.TIME;
				case "datetime" -> ColumnType.DATETIME;
				case "timestamp" -> ColumnType.TIMESTAMP;
				case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> ColumnType.TEXT;
				case "enum" -> ColumnType.ENUM;
				case "set" -> ColumnType.SET;
				case "json" -> ColumnType.JSON;
				case "vector" -> ColumnType.VECTOR;
				case "uuid", "inet4", "inet6" -> ColumnType.TEXT;
				case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
						"geometrycollection", "geomcollection" ->
					ColumnType.GEOMETRY;
				default -> ColumnType.BINARY;
			};
		}

		private static WireColumn wire(String dataType, int length, int fraction, int digits, int scale, int labels,
				boolean nullable) {
			return switch (dataType) {
				case "tinyint" -> new WireColumn(WireColumn.TINY, 0, nullable);
				case "smallint" -> new WireColumn(WireColumn.SHORT, 0, nullable);
				case "mediumint" -> new WireColumn(WireColumn.INT24, 0, nullable);
				case "int" -> new WireColumn(WireColumn.LONG, 0, nullable);
				case "bigint" -> new WireColumn(WireColumn.LONGLONG, 0, nullable);
				case "year" -> new WireColumn(WireColumn.YEAR, 0, nullable);
				case "decimal" -> new WireColumn(WireColumn.NEWDECIMAL, digits << 8 | scale, nullable);
				case "float" -> new WireColumn(WireColumn.FLOAT, 4, nullable);
				case "double" -> new WireColumn(WireColumn.DOUBLE, 8, nullable);
				case "bit" -> new WireColumn(WireColumn.BIT, digits, nullable);
				case "date" -> new WireColumn(WireColumn.DATE, 0, nullable);
				case "time" -> new WireColumn(WireColumn.TIME2, fraction, nullable);
				case "datetime" -> new WireColumn(WireColumn.DATETIME2, fraction, nullable);
				case "timestamp" -> new WireColumn(WireColumn.TIMESTAMP2, fraction, nullable);
				case "char", "binary" -> new WireColumn(WireColumn.STRING, length, nullable);
				case "varchar", "varbinary" -> new WireColumn(WireColumn.VARCHAR, length, nullable);
				case "tinytext", "tinyblob" -> new WireColumn(WireColumn.BLOB, 1, nullable);
				case "text", "blob" -> new WireColumn(WireColumn.BLOB, 2, nullable);
				case "mediumtext", "mediumblob" -> new WireColumn(WireColumn.BLOB, 3, nullable);
				case "longtext", "longblob" -> new WireColumn(WireColumn.BLOB, 4, nullable);
				case "enum" -> new WireColumn(WireColumn.ENUM, (labels < 256) ? 1 : 2, nullable);
				case "set" -> new WireColumn(WireColumn.SET, (labels > 32) ? 8 : (labels + 7) >> 3, nullable);
				case "json" -> new WireColumn(WireColumn.JSON, 4, nullable);
				case "vector" -> new WireColumn(WireColumn.VECTOR, 4, nullable);
				default -> new WireColumn(WireColumn.GEOMETRY, 4, nullable);
			};
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

}
