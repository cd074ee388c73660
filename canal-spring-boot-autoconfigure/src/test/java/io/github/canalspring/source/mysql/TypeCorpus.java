package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Columns of every type with values at their edges, how to ask the server what it shows
 * for them, and how our own values look like that.
 */
final class TypeCorpus {

	private final List<Definition> definitions = new ArrayList<>();

	TypeCorpus(ServerVersion server) {
		boolean mariadb = server.mariadb();
		// YEAR first: not every server counts it among the numbers when it tells which
		// are unsigned.
		add("YEAR", "1901", "2155", "0000");
		for (String type : List.of("TINYINT:8", "SMALLINT:16", "MEDIUMINT:24", "INT:32", "BIGINT:64")) {
			int bits = Integer.parseInt(type.substring(type.indexOf(':') + 1));
			String name = type.substring(0, type.indexOf(':'));
			BigInteger edge = BigInteger.ONE.shiftLeft(bits - 1);
			add(name, edge.negate().toString(), edge.subtract(BigInteger.ONE).toString(), "0");
			add(name + " UNSIGNED", "0", edge.shiftLeft(1).subtract(BigInteger.ONE).toString(), edge.toString());
		}
		add("BOOL", "TRUE", "FALSE");
		add("DECIMAL(65,30)", "99999999999999999999999999999999999.999999999999999999999999999999",
				"-99999999999999999999999999999999999.999999999999999999999999999999",
				"-0.000000000000000000000000000001");
		add("DECIMAL(18,9)", "123456789.987654321", "-1.000000001", "0");
		add("DECIMAL(10,0) UNSIGNED", "9999999999", "0", "1");
		add("DECIMAL(5,2)", "-999.99", "0.01", "-0.10");
		add("FLOAT", "1.5", "-3.40282e38", "0");
		add("FLOAT(7,3)", "1.125", "-9999.5", "0");
		add("DOUBLE(12,2)", "1.1", "-9999999999.99", "0");
		add("DOUBLE", "-1.7976931348623157e308", "2.2250738585072014e-308", "0.1");
		for (int bits = 1; bits <= 64; bits++) {
			add("BIT(" + bits + ")", "b'" + "1".repeat(bits) + "'", "b'0'", "b'1'");
		}
		add("DATE", "'1000-01-01'", "'9999-12-31'", "'2024-02-29'", "'0000-00-00'", "'2024-00-00'");
		for (int digits = 0; digits <= 6; digits++) {
			String fraction = (digits == 0) ? "" : "." + "987654".substring(0, digits);
			String smallest = (digits == 0) ? "" : "." + "000001".substring(6 - digits);
			add("TIME(" + digits + ")", "'-838:59:58" + fraction + "'", "'838:59:58" + fraction + "'",
					"'-00:00:00" + smallest + "'", "'-00:00:01" + fraction + "'", "'00:00:00'");
			add("DATETIME(" + digits + ")", "'1000-01-01 00:00:00" + smallest + "'",
					"'9999-12-31 23:59:58" + fraction + "'", "'0000-00-00 00:00:00'", "'2024-01-00 10:11:12'");
			add("TIMESTAMP(" + digits + ") NULL", "'1970-01-01 00:00:01" + fraction + "'",
					"'2038-01-19 03:14:06" + fraction + "'", "'0000-00-00 00:00:00'", "'2024-03-31 02:30:00'");
		}
		add("GEOMETRY", "ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('LINESTRING(0 0,1 1)')");
		String chinese = "'\u4e2d\u6587'";
		add("CHAR(5) CHARACTER SET utf8mb4", "'ab  '", "'\u00e9\u4e2d\ud83d\ude00'", "''");
		add("CHAR(255) CHARACTER SET utf8mb4", "REPEAT('\ud83d\ude00', 255)", "'x'");
		add("VARCHAR(40) CHARACTER SET utf8mb4", "'ab  '", "'\u00e9\u4e2d\ud83d\ude00'", "''");
		add("VARCHAR(300) CHARACTER SET latin1", "'\u00e9\u20ac'", "REPEAT('\u00fc', 300)", "_latin1 x'818D8F909D'");
		add("VARCHAR(40) CHARACTER SET gbk", chinese, "'a'");
		add("CHAR(10) CHARACTER SET gbk", chinese, "''");
		add("TEXT CHARACTER SET gbk", chinese, "''");
		add("VARCHAR(10) CHARACTER SET ucs2", chinese, "'a'");
		add("VARCHAR(10) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin".replace("utf8mb3", "utf8"), chinese, "'a'");
		add("VARCHAR(10) CHARACTER SET ascii", "'abc'");
		add("VARCHAR(63) CHARACTER SET utf8mb4", "REPEAT('\ud83d\ude00', 63)", "'a'");
		add("VARCHAR(64) CHARACTER SET utf8mb4", "REPEAT('\ud83d\ude00', 64)", "'a'");
		add("CHAR(20) CHARACTER SET latin1", "'\u00e9\u20ac'", "''");
		add("TEXT CHARACTER SET latin1", "'\u00e9\u20ac'", "''");
		add("CHAR(20) CHARACTER SET binary", "'AB'", "x'00ff'");
		add("VARCHAR(20) CHARACTER SET binary", "'AB'", "x'00ff'");
		add("TEXT CHARACTER SET binary", "'AB'", "x'00ff'");
		add("TINYTEXT", "'x'", "''");
		add("TEXT", "REPEAT('\u4e2d', 1000)", "''");
		add("MEDIUMTEXT", "REPEAT('a', 70000)", "'\ud83d\ude00'");
		add("LONGTEXT", "REPEAT('b', 70000)", "''");
		add("BINARY(8)", "'AB'", "x'0000000000000001'", "''");
		add("BINARY(255)", "'AB'", "''");
		add("VARBINARY(300)", "x'00ff00'", "''", "x'4100'");
		add("TINYBLOB", "x'00'", "''");
		add("BLOB", "x'c328'", "''");
		add("MEDIUMBLOB", "REPEAT('c', 70000)", "''");
		add("LONGBLOB", "x'00010203'", "''");
		add("ENUM('a','b,c','it''s','\u4e2d')", "'b,c'", "'it''s'", "'\u4e2d'", "'nothing of these'");
		add("ENUM('unsigned COMPRESSED')", "'unsigned COMPRESSED'");
		add("ENUM('\u4e2d','\u6587') CHARACTER SET gbk", "'\u6587'");
		add("ENUM(" + IntStream.range(0, 300).mapToObj((n) -> "'e" + n + "'").collect(Collectors.joining(",")) + ")",
				"'e0'", "'e299'");
		add("ENUM('\u00e9') CHARACTER SET latin1", "'\u00e9'");
		add("SET('\u00e9','\u00fc') CHARACTER SET latin1", "'\u00fc'", "'\u00e9,\u00fc'");
		add("SET('x','y','z','\u4e2d')", "'x,z'", "''", "'x,y,z,\u4e2d'");
		add("SET(" + IntStream.range(0, 64).mapToObj((n) -> "'s" + n + "'").collect(Collectors.joining(",")) + ")",
				"'s0,s63'", "'s31,s32'");
		add("JSON", "'{\"b\": [1, -2, 1.5, null, true, false], \"a\": {\"\u4e2d\": \"\ud83d\ude00\"}}'",
				"'[18446744073709551615, -9223372036854775808, 65535, -32768, 4294967295, 1e300]'", "'\"text\"'",
				"'null'", "'[]'", "'{}'");
		if (!mariadb) {
			add("JSON",
					"JSON_OBJECT('d', CAST('12345678901234567890.123456789' AS DECIMAL(40,9)), 't', "
							+ "CAST('-12:34:56.5' AS TIME(1)), 'dt', CAST('2024-02-29 01:02:03' AS DATETIME), 'day', "
							+ "CAST('2024-02-29' AS DATE), 'long', REPEAT('x', 70000))",
					"JSON_ARRAY(REPEAT('y', 300), 1.10, JSON_ARRAY())", "'0'");
		}
		if (mariadb) {
			mariadb();
		}
		else {
			json();
		}
		add("INT AS (1 + 1) VIRTUAL");
		add("INT AS (id * 2) STORED".replace("STORED", mariadb ? "PERSISTENT" : "STORED"));
		add("VARCHAR(20) AS (CONCAT(id, '\u00e9')) VIRTUAL");
		add("INT NOT NULL DEFAULT 7");
		add("VARCHAR(20) DEFAULT '\u4e2d'");
		add("DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3)");
		if (mariadb || server.number() >= 80023) {
			add("INT DEFAULT 5 INVISIBLE");
			add("VARCHAR(20) INVISIBLE", "'hidden'");
			add("INT DEFAULT (3 + 4)");
		}
		if (!mariadb && server.number() >= 90000) {
			add("VECTOR(3)", "STRING_TO_VECTOR('[1,2.5,-3e10]')", "STRING_TO_VECTOR('[1e-30]')");
			add("VECTOR(2048)", "STRING_TO_VECTOR(CONCAT('[', REPEAT('0.1,', 2047), '7]'))");
		}
	}

	private void mariadb() {
		add("VARCHAR(100) COMPRESSED CHARACTER SET utf8mb4", "REPEAT('\u4e2d', 100)", "'a'", "''");
		add("VARCHAR(400) COMPRESSED CHARACTER SET gbk", "REPEAT('\u4e2d', 400)", "'a'", "''");
		add("VARBINARY(300) COMPRESSED", "REPEAT(x'00', 300)", "x'00ff'", "''");
		add("TEXT COMPRESSED", "REPEAT('\u4e2d', 10000)", "'a'", "''");
		add("TINYTEXT COMPRESSED", "REPEAT('a', 250)", "''");
		add("LONGBLOB COMPRESSED", "REPEAT(x'00', 1000000)", "x'00ff'", "''");
		add("UUID", "'123e4567-e89b-12d3-a456-426614174000'", "'00000000-0000-0000-0000-000000000000'",
				"'ffffffff-ffff-ffff-ffff-ffffffffffff'", "'018f4d3a-7c1b-7abc-9def-0123456789ab'",
				"'123e4567-e89b-82d3-8056-426614174000'", "'123e4567-e89b-82d3-a056-426614174000'",
				"'123e4567-e89b-12d3-1456-426614174000'", "'123e4567-e89b-62d3-a456-426614174000'");
		add("INET4", "'0.0.0.0'", "'255.255.255.255'", "'10.0.0.1'", "'1.2.3.0'");
		add("INET6", "'::'", "'::1'", "'2001:db8::ff00:42:8329'", "'::ffff:1.2.3.4'", "'::1.2.3.4'", "'1::'",
				"'1:0:2:3:4:5:6:7'", "'1:0:0:2:0:0:0:3'", "'0:0:1:2:3:4:0:0'", "'0:0:1:2:3:4:5:6'",
				"'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'", "'1:2:3:4:5:6:7:0'");
		add("BINARY(16)", "x'123e4567e89b12d3a456426614174000'", "''");
		add("BINARY(4)", "'AB'", "''");
		add("CHAR(4) CHARACTER SET utf8mb4", "'\u4e2d'", "''");
	}

	/** Of every kind of value that MySQL's binary JSON knows. */
	private void json() {
		add("JSON", "'true'", "'false'", "'null'", "'0'", "'-1'", "'32767'", "'-32768'", "'65535'", "'2147483647'",
				"'-2147483648'", "'4294967295'", "'9223372036854775807'", "'-9223372036854775808'",
				"'18446744073709551615'", "'1.5'", "'-1e-300'", "''".replace("''", "'\"\"'"));
		add("JSON", "CAST(1.10 AS JSON)", "CAST(CAST('-12:34:56.5' AS TIME(1)) AS JSON)",
				"CAST(CAST('2024-02-29 01:02:03.000004' AS DATETIME(6)) AS JSON)",
				"CAST(CAST('2024-02-29' AS DATE) AS JSON)", "CAST(x'00ff' AS JSON)", "CAST(POINT(1, 2) AS JSON)",
				"JSON_ARRAY(x'c328', CAST('838:59:59' AS TIME), -99999.99999)");
		add("JSON", "CAST(CONCAT(REPEAT('[', 99), '1', REPEAT(']', 99)) AS JSON)",
				"CAST(CONCAT(REPEAT('{\"a\":', 99), '1', REPEAT('}', 99)) AS JSON)",
				"CAST(CONCAT('[', REPEAT('70000,', 20000), '-70000]') AS JSON)",
				"CAST(CONCAT('{\"', REPEAT('k', 60000), '\": 1, \"', REPEAT('l', 60000), '\": [4294967295]}') AS JSON)",
				"'{\"\": \"empty\", \"a b\": \"\\\\u0000\\\\n\\\\\"\"}'");
	}

	private void add(String type, String... values) {
		this.definitions.add(new Definition(type, List.of(values)));
	}

	int rows() {
		return this.definitions.stream().mapToInt((definition) -> definition.values().size()).max().orElseThrow() + 1;
	}

	String create(String table) {
		return "CREATE TABLE " + table + " (id INT PRIMARY KEY, "
				+ IntStream.range(0, this.definitions.size())
					.mapToObj((index) -> "c" + index + " " + this.definitions.get(index).type())
					.collect(Collectors.joining(", "))
				+ ") CHARACTER SET utf8mb4";
	}

	/**
	 * Row 0 has only its key, so everything else is null or the default.
	 */
	String insert(String table, int row) {
		List<Integer> given = IntStream.range(0, this.definitions.size())
			.filter((index) -> row > 0 && !this.definitions.get(index).values().isEmpty())
			.boxed()
			.toList();
		return "INSERT INTO " + table + " (id"
				+ given.stream().map((index) -> ", c" + index).collect(Collectors.joining()) + ") VALUES (" + row
				+ given.stream().map((index) -> {
					List<String> values = this.definitions.get(index).values();
					return ", " + values.get((row - 1) % values.size());
				}).collect(Collectors.joining()) + ")";
	}

	/**
	 * How to ask the server for what it shows.
	 */
	static String expression(Column column) {
		return switch (column.type()) {
			case BINARY, GEOMETRY, VECTOR -> "HEX(" + column.name() + ")";
			case BIT -> "CAST(" + column.name() + " + 0 AS CHAR)";
			case FLOAT, DOUBLE -> column.name();
			default -> "CONVERT(" + column.name() + " USING utf8mb4)";
		};
	}

	/**
	 * A value as the server shows it.
	 */
	static @Nullable Object text(Column column, @Nullable Object value) {
		int digits = column.precision();
		if (value == null || value instanceof String) {
			return value;
		}
		if (value instanceof byte[] bytes) {
			return (column.type() == ColumnType.BIT) ? new BigInteger(1, bytes).toString()
					: HexFormat.of().withUpperCase().formatHex(bytes);
		}
		if (value instanceof float[] vector) {
			ByteBuffer buffer = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
			buffer.asFloatBuffer().put(vector);
			return HexFormat.of().withUpperCase().formatHex(buffer.array());
		}
		if (value instanceof Boolean flag) {
			return flag ? "1" : "0";
		}
		if (value instanceof BigDecimal number) {
			return number.toPlainString();
		}
		if (value instanceof LocalDate date) {
			return date.toString();
		}
		if (value instanceof LocalDateTime time) {
			return time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")) + fraction(time.getNano(), digits);
		}
		if (value instanceof Instant time) {
			return text(column, LocalDateTime.ofInstant(time, ZoneOffset.UTC));
		}
		if (value instanceof Duration duration) {
			Duration absolute = duration.abs();
			return (duration.isNegative() ? "-" : "") + String.format("%02d:%02d:%02d", absolute.toHours(),
					absolute.toMinutesPart(), absolute.toSecondsPart()) + fraction(absolute.getNano(), digits);
		}
		if (column.type() == ColumnType.YEAR) {
			return String.format("%04d", value);
		}
		return value.toString();
	}

	private static String fraction(int nanos, int digits) {
		return (digits == 0) ? "" : "." + String.format("%09d", nanos).substring(0, digits);
	}

	/**
	 * Whether two documents are the same, however their numbers are written.
	 */
	static boolean isSame(JsonNode one, JsonNode other) {
		return one.equals((a, b) -> (a.isNumber() && b.isNumber()) ? a.decimalValue().compareTo(b.decimalValue())
				: a.equals(b) ? 0 : 1, other);
	}

	static JsonNode json(String text) {
		return SelectedColumn.JSON.readTree(text);
	}

	private record Definition(String type, List<String> values) {
	}

}
