package io.github.canalspring.fuzz;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A column's type and values of it, many of them at its edges.
 *
 * @param sql the type as SQL
 * @param literal gives a value as SQL
 */
record ColumnKind(String sql, Function<Random, String> literal) {

	private static final String ASCII = "abcXYZ 019_%";

	private static final String LATIN = ASCII + "\u00e9\u00fc\u00df";

	private static final String ANY = LATIN + "\u4e2d\u6587\ud83d\ude00\u20ac";

	/**
	 * Make a kind up.
	 * @param random what to make it of
	 * @param mariadb whether it is for MariaDB
	 */
	static ColumnKind random(Random random, boolean mariadb) {
		return switch (random.nextInt(10)) {
			case 0, 1 -> wholeNumber(random);
			case 2 -> number(random);
			case 3, 4 -> time(random);
			case 5, 6 -> text(random);
			case 7 -> binary(random);
			case 8 -> labelled(random);
			default -> mariadb ? text(random) : json();
		};
	}

	/** A kind that may be part of a primary key. */
	static ColumnKind key(Random random) {
		return switch (random.nextInt(8)) {
			case 0 -> wholeNumber(random);
			case 1 -> decimal(random);
			case 2 -> new ColumnKind("DATETIME(6)", (value) -> dateTime(value, 6));
			case 3 -> new ColumnKind("BINARY(5)", (value) -> bytes(value, 5));
			case 4 -> new ColumnKind("VARBINARY(9)", (value) -> bytes(value, 9));
			case 5 -> new ColumnKind("VARCHAR(20) CHARACTER SET utf8mb4", (value) -> text(value, ANY, 20));
			case 6 -> new ColumnKind("ENUM('z','a','m')", (value) -> pick(value, "'z'", "'a'", "'m'"));
			default -> new ColumnKind("CHAR(9) CHARACTER SET latin1", (value) -> text(value, LATIN, 9));
		};
	}

	private static ColumnKind wholeNumber(Random random) {
		String type = pick(random, "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT");
		String sign = pick(random, "", " UNSIGNED");
		return new ColumnKind(type + sign, (value) -> switch (value.nextInt(4)) {
			case 0 -> pick(value, "0", "-1", "1", "127", "-128", "255", "32767", "65535", "-8388608", "16777215");
			case 1 -> pick(value, "-2147483648", "4294967295", "-9223372036854775808", "18446744073709551615",
					"9223372036854775807", "9223372036854775808");
			default -> Long.toString(value.nextLong() >> value.nextInt(64));
		});
	}

	private static ColumnKind number(Random random) {
		return switch (random.nextInt(6)) {
			case 0 -> new ColumnKind("FLOAT", (value) -> Float.toString((float) value.nextGaussian() * 1e5f));
			case 1 ->
				new ColumnKind("DOUBLE", (value) -> pick(value, "-1.7976931348623157e308", "2.2250738585072014e-308",
						"0.1", Double.toString(value.nextGaussian()), Double.toString(value.nextGaussian() * 1e200)));
			case 2 -> bits(1 + random.nextInt(64));
			case 3 -> new ColumnKind("YEAR", (value) -> pick(value, "0", "1901", "2155", "2026"));
			default -> decimal(random);
		};
	}

	private static ColumnKind bits(int bits) {
		return new ColumnKind("BIT(" + bits + ")", (value) -> "b'"
				+ value.ints(bits, 0, 2).mapToObj(Integer::toString).collect(Collectors.joining()) + "'");
	}

	private static ColumnKind decimal(Random random) {
		int digits = 1 + random.nextInt(65);
		int scale = random.nextInt(Math.min(30, digits) + 1);
		return new ColumnKind("DECIMAL(" + digits + "," + scale + ")" + pick(random, "", "", " UNSIGNED"),
				(value) -> pick(value, "", "-") + digits(value, digits - scale) + "." + digits(value, scale));
	}

	private static String digits(Random value, int most) {
		int count = value.nextInt(most + 1);
		String digits = value.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
		return (value.nextInt(5) == 0) ? "9".repeat(most) + "0" : digits + "0";
	}

	private static ColumnKind time(Random random) {
		int digits = random.nextInt(7);
		return switch (random.nextInt(4)) {
			case 0 -> new ColumnKind("DATE", (value) -> pick(value, "'0000-00-00'", "'2024-00-10'", "'9999-12-31'",
					"'2024-02-29'", "'" + date(value) + "'"));
			case 1 -> new ColumnKind("TIME(" + digits + ")",
					(value) -> "'" + pick(value, "", "-") + String.format("%02d:%02d:%02d.%06d", value.nextInt(839),
							value.nextInt(60), value.nextInt(60), value.nextInt(1000000)) + "'");
			case 2 -> new ColumnKind("DATETIME(" + digits + ")", (value) -> dateTime(value, digits));
			default -> new ColumnKind("TIMESTAMP(" + digits + ") NULL",
					(value) -> pick(value, "'0000-00-00 00:00:00'", "'1970-01-02 00:00:01.000001'",
							"'2038-01-18 03:14:06.999999'", "'2024-03-31 02:30:00'",
							"'2001-09-09 01:46:40." + value.nextInt(1000000) + "'"));
		};
	}

	private static String date(Random value) {
		return String.format("%04d-%02d-%02d", 1000 + value.nextInt(9000), 1 + value.nextInt(12),
				1 + value.nextInt(28));
	}

	private static String dateTime(Random value, int digits) {
		return pick(value, "'0000-00-00 00:00:00'", "'2024-01-00 10:11:12'", "'9999-12-31 23:59:58.5'",
				"'" + date(value)
						+ String.format(" %02d:%02d:%02d", value.nextInt(24), value.nextInt(60), value.nextInt(59))
						+ ((digits > 0) ? "." + value.nextInt(100000) : "") + "'");
	}

	private static ColumnKind text(Random random) {
		int length = pick(random, 1, 10, 63, 64, 85, 200, 255);
		return switch (random.nextInt(8)) {
			case 0 -> textOf("CHAR(" + length + ")", "utf8mb4", ANY, length);
			case 1 -> textOf("CHAR(" + length + ")", "latin1", LATIN, length);
			case 2 -> textOf("VARCHAR(" + length + ")", "utf8mb4", ANY, length);
			case 3 -> textOf("VARCHAR(" + length + ")", "latin1", LATIN, length);
			case 4 -> textOf("VARCHAR(" + length + ")", "gbk", ASCII + "\u4e2d\u6587", length);
			case 5 -> textOf("VARCHAR(" + length + ")", "ucs2", LATIN + "\u4e2d", length);
			case 6 -> textOf(pick(random, "TINYTEXT", "TEXT"), "utf8mb4", ANY, 60);
			default -> textOf(pick(random, "MEDIUMTEXT", "LONGTEXT"), "utf8mb4", ANY, 70000);
		};
	}

	private static ColumnKind textOf(String type, String charset, String alphabet, int length) {
		return new ColumnKind(type + " CHARACTER SET " + charset, (value) -> text(value, alphabet, length));
	}

	/** Mostly short; a long one is repeated by the server. */
	private static String text(Random value, String alphabet, int length) {
		if (value.nextInt(50) == 0) {
			return "REPEAT('" + alphabet.charAt(0) + "', " + length + ")";
		}
		int[] points = alphabet.codePoints().toArray();
		StringBuilder text = new StringBuilder("'");
		value.ints(value.nextInt(Math.min(length, 12) + 1), 0, points.length)
			.forEach((index) -> text.appendCodePoint(points[index]));
		return text.append("'").toString();
	}

	private static ColumnKind binary(Random random) {
		int length = pick(random, 1, 8, 255);
		return switch (random.nextInt(4)) {
			case 0 -> new ColumnKind("BINARY(" + length + ")", (value) -> bytes(value, length));
			case 1 -> new ColumnKind("VARBINARY(" + (length + 1) + ")", (value) -> bytes(value, length));
			case 2 -> new ColumnKind(pick(random, "TINYBLOB", "BLOB", "LONGBLOB"), (value) -> bytes(value, 40));
			default -> new ColumnKind("GEOMETRY",
					(value) -> "ST_GeomFromText('POINT(" + value.nextInt(90) + " " + value.nextInt(90) + ")')");
		};
	}

	private static String bytes(Random value, int length) {
		byte[] bytes = new byte[value.nextInt(Math.min(length, 20) + 1)];
		value.nextBytes(bytes);
		if (bytes.length > 0 && value.nextInt(3) == 0) {
			bytes[bytes.length - 1] = 0;
		}
		return "x'" + HexFormat.of().formatHex(bytes) + "'";
	}

	private static ColumnKind labelled(Random random) {
		boolean set = random.nextBoolean();
		int count = set ? 1 + random.nextInt(64) : pick(random, 1, 3, 255, 256, 300);
		List<String> labels = IntStream.range(0, count)
			.mapToObj((index) -> pick(random, "l", "\u00e9", "it''s ", "\u4e2d") + index)
			.toList();
		return new ColumnKind((set ? "SET('" : "ENUM('") + String.join("','", labels) + "') CHARACTER SET utf8mb4",
				(value) -> set
						? "'" + IntStream.range(0, value.nextInt(4))
							.mapToObj((index) -> labels.get(value.nextInt(labels.size())))
							.collect(Collectors.joining(",")) + "'"
						: "'" + labels.get(value.nextInt(labels.size())) + "'");
	}

	private static ColumnKind json() {
		return new ColumnKind("JSON", (value) -> pick(value, "'null'", "'[]'", "'{}'", "'\"text\"'",
				"'[18446744073709551615, -9223372036854775808, 65535, 1e300, 1.5, true]'",
				"JSON_OBJECT('a', " + value.nextInt() + ", 'b', REPEAT('x', " + value.nextInt(300) + "))",
				"JSON_ARRAY(CAST('" + value.nextInt(1000) + ".125' AS DECIMAL(12,3)), CAST('2024-02-29' AS DATE), "
						+ "CAST('-12:34:56.5' AS TIME(1)), REPEAT('y', 70000))",
				"'{\"k" + value.nextInt(9) + "\": {\"\u4e2d\": [\"\ud83d\ude00\", null, " + value.nextLong() + "]}}'"));
	}

	@SafeVarargs
	static <T> T pick(Random random, T... choices) {
		return choices[random.nextInt(choices.length)];
	}

}
