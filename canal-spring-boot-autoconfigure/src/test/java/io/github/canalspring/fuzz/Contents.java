package io.github.canalspring.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a table holds, each row as one text in which the server's own form of every value
 * stands behind its column's name. Without a primary key a row's key is the row.
 */
final class Contents {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

	/** Rows by key; without a key, how often each is there. */
	private final Map<String, Entry> rows = new HashMap<>();

	/**
	 * A row, or several that are the same.
	 *
	 * @param text the row
	 * @param ver the row's own version
	 * @param count how many of them there are
	 */
	record Entry(String text, long ver, int count) {
	}

	Map<String, Entry> rows() {
		return this.rows;
	}

	int size() {
		return this.rows.values().stream().mapToInt(Entry::count).sum();
	}

	void add(String key, String text, long ver) {
		this.rows.merge(key, new Entry(text, ver, 1), (old, one) -> new Entry(text, ver, old.count() + 1));
	}

	/** What tells two contents apart, or {@code null}. */
	static @Nullable String difference(Contents expected, Contents actual) {
		List<String> differences = new ArrayList<>();
		expected.rows.forEach((key, entry) -> {
			Entry other = actual.rows.get(key);
			if (other == null || !other.text().equals(entry.text()) || other.count() != entry.count()) {
				differences.add("expected " + cut(entry) + "\n  but read " + cut(other));
			}
		});
		actual.rows.forEach((key, entry) -> {
			if (!expected.rows.containsKey(key)) {
				differences.add("not expected but read " + cut(entry));
			}
		});
		return differences.isEmpty() ? null : differences.size() + " rows differ of " + expected.size() + ": "
				+ String.join("\n", differences.subList(0, Math.min(5, differences.size())));
	}

	private static String cut(@Nullable Entry entry) {
		String text = String.valueOf(entry);
		return text.substring(0, Math.min(1500, text.length()));
	}

	static String key(TableSchema schema, Row row) {
		if (schema.primaryKey().isEmpty()) {
			return text(schema, row);
		}
		StringBuilder key = new StringBuilder();
		for (String name : schema.primaryKey()) {
			int index = row.columns().indexOf(name);
			key.append(text(schema.columns().get(index), row.get(index))).append('|');
		}
		return key.toString();
	}

	static String text(TableSchema schema, Row row) {
		StringBuilder text = new StringBuilder();
		for (int index = 0; index < schema.columns().size(); index++) {
			Column column = schema.columns().get(index);
			text.append(row.columns().name(index)).append('=').append(text(column, row.get(index))).append('|');
		}
		return text.toString();
	}

	static long ver(Row row) {
		Object ver = row.has("ver") ? row.get("ver") : null;
		return (ver instanceof Long number) ? number : 0;
	}

	private static String text(Column column, @Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return (column.type() == ColumnType.BIT) ? new BigInteger(1, bytes).toString()
					: HexFormat.of().withUpperCase().formatHex(bytes);
		}
		if (value instanceof Boolean flag) {
			return flag ? "1" : "0";
		}
		if (value instanceof BigDecimal number) {
			return number.toPlainString();
		}
		if (value instanceof LocalDateTime time) {
			return time.format(SECONDS) + fraction(time.getNano(), column.precision());
		}
		if (value instanceof Instant time) {
			return LocalDateTime.ofInstant(time, ZoneOffset.UTC).format(SECONDS)
					+ fraction(time.getNano(), column.precision());
		}
		if (value instanceof Duration duration) {
			Duration absolute = duration.abs();
			return (duration.isNegative() ? "-" : "") + String.format("%02d:%02d:%02d", absolute.toHours(),
					absolute.toMinutesPart(), absolute.toSecondsPart())
					+ fraction(absolute.getNano(), column.precision());
		}
		if (value instanceof JsonNode node) {
			return json(node);
		}
		return (value != null && column.type() == ColumnType.YEAR) ? String.format("%04d", value)
				: String.valueOf(value);
	}

	private static String fraction(int nanos, int digits) {
		return (digits == 0) ? "" : "." + String.format("%09d", nanos).substring(0, digits);
	}

	/** However numbers are written, and in whatever order keys are. */
	private static String json(JsonNode node) {
		if (node.isNumber()) {
			return node.decimalValue().stripTrailingZeros().toString();
		}
		if (node.isArray()) {
			return node.values().stream().map(Contents::json).toList().toString();
		}
		if (node.isObject()) {
			Map<String, String> members = new TreeMap<>();
			node.properties().forEach((member) -> members.put(member.getKey(), json(member.getValue())));
			return members.toString();
		}
		return node.toString();
	}

	/**
	 * Read a table as the server shows it, with its own functions.
	 * @param schema the table as it is now
	 */
	static Contents select(Connection connection, TableSchema schema) throws SQLException {
		Contents contents = new Contents();
		List<String> expressions = schema.columns().stream().map(Contents::expression).toList();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement
					.executeQuery("SELECT " + String.join(",", expressions) + " FROM " + schema.id())) {
			while (rows.next()) {
				Map<String, String> values = new HashMap<>();
				StringBuilder text = new StringBuilder();
				for (int index = 0; index < expressions.size(); index++) {
					Column column = schema.columns().get(index);
					String value = shown(column, rows, index + 1);
					values.put(column.name(), value);
					text.append(column.name()).append('=').append(value).append('|');
				}
				StringBuilder key = new StringBuilder();
				schema.primaryKey().forEach((name) -> key.append(values.get(name)).append('|'));
				String ver = values.getOrDefault("ver", "null");
				contents.add(key.isEmpty() ? text.toString() : key.toString(), text.toString(),
						ver.equals("null") ? 0 : Long.parseLong(ver));
			}
		}
		return contents;
	}

	private static String expression(Column column) {
		return switch (column.type()) {
			case BINARY, GEOMETRY, VECTOR -> "HEX(" + column.name() + ")";
			case BIT -> "CAST(" + column.name() + " + 0 AS CHAR)";
			case FLOAT -> column.name() + " + 0e0";
			case DOUBLE -> column.name();
			default -> "CONVERT(" + column.name() + " USING utf8mb4)";
		};
	}

	private static String shown(Column column, ResultSet rows, int index) throws SQLException {
		if (rows.getString(index) == null) {
			return "null";
		}
		return switch (column.type()) {
			case FLOAT -> Float.toString((float) rows.getDouble(index));
			case DOUBLE -> Double.toString(rows.getDouble(index));
			case JSON -> json(JSON.readTree(rows.getString(index)));
			default -> rows.getString(index);
		};
	}

}
