package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

import io.github.canalspring.source.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A column of a table that is read by SQL: how to ask for it so that the value is the one
 * that the binlog has, however the driver is set up. Times are asked for as text, because
 * drivers stumble over zero dates and negative times; a {@code FLOAT} as a double,
 * because as text it is rounded to six digits.
 *
 * @param column the column
 */
record SelectedColumn(Column column) {

	/**
	 * MySQL's keys may be longer than Jackson's reader usually takes them, and so may
	 * text.
	 */
	static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNameLength(Integer.MAX_VALUE)
				.maxStringLength(Integer.MAX_VALUE)
				.build())
			.build())
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final long BYTES_PER_VALUE = 24;

	/** What to select. */
	String expression() {
		String name = MysqlTableReader.quoted(this.column.name());
		return switch (this.column.type()) {
			case DATE, TIME, DATETIME, TIMESTAMP -> "CAST(" + name + " AS CHAR)";
			case FLOAT -> name + " + 0e0";
			case YEAR -> name + " + 0";
			case BIT -> (this.column.precision() == 1) ? name + " + 0" : name;
			default -> name;
		};
	}

	/**
	 * What to sort and page by. {@code ENUM} and {@code SET} are sorted by number but
	 * compared with a text as text.
	 */
	String keyExpression() {
		String name = MysqlTableReader.quoted(this.column.name());
		return switch (this.column.type()) {
			case ENUM, SET, BIT -> name + " + 0";
			case FLOAT -> name + " + 0e0";
			default -> name;
		};
	}

	/**
	 * The selected value as a row holds it.
	 * @param row the row
	 * @param index the expression's place
	 */
	@Nullable Object value(ResultSet row, int index) throws SQLException {
		if (row.getObject(index) == null && row.wasNull()) {
			return null;
		}
		return switch (this.column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, YEAR -> row.getInt(index);
			case INT -> this.column.unsigned() ? (Object) row.getLong(index) : (Object) row.getInt(index);
			case BIGINT ->
				this.column.unsigned() ? row.getBigDecimal(index).toBigIntegerExact() : (Object) row.getLong(index);
			case DECIMAL -> row.getBigDecimal(index);
			case FLOAT -> (float) row.getDouble(index);
			case DOUBLE -> row.getDouble(index);
			case BIT -> (this.column.precision() == 1) ? (Object) (row.getLong(index) != 0) : row.getBytes(index);
			case DATE, TIME, DATETIME, TIMESTAMP -> time(row.getString(index));
			case TEXT, ENUM, SET -> row.getString(index);
			case JSON -> JSON.readTree(row.getString(index));
			case BINARY, GEOMETRY -> row.getBytes(index);
			case VECTOR -> vector(row.getBytes(index));
		};
	}

	private static float[] vector(byte[] bytes) {
		return NumberDecoders.vector(bytes, 0, bytes.length);
	}

	private Object time(String text) {
		return switch (this.column.type()) {
			case TIME -> duration(text);
			case DATE -> exists(text) ? LocalDate.parse(text) : text;
			case DATETIME -> exists(text) ? dateTime(text) : text;
			default -> exists(text) ? instant(text) : text;
		};
	}

	/** Whether it is neither a zero date nor one with a part that is zero. */
	private static boolean exists(String text) {
		int year = Integer.parseInt(text, 0, 4, 10);
		int month = Integer.parseInt(text, 5, 7, 10);
		return TemporalDecoders.exists(year, month, Integer.parseInt(text, 8, 10, 10));
	}

	private static LocalDateTime dateTime(String text) {
		return LocalDateTime.parse(text.replace(' ', 'T'));
	}

	private static Instant instant(String text) {
		return dateTime(text).toInstant(ZoneOffset.UTC);
	}

	private static Duration duration(String text) {
		boolean negative = text.startsWith("-");
		String[] parts = (negative ? text.substring(1) : text).split(":");
		Duration duration = Duration.ofHours(Long.parseLong(parts[0]))
			.plusMinutes(Long.parseLong(parts[1]))
			.plusNanos(new BigDecimal(parts[2]).movePointRight(9).longValueExact());
		return negative ? duration.negated() : duration;
	}

	/**
	 * Read the key's value as text that {@link #parameter} takes back.
	 * @param row the row
	 * @param index the key expression's place
	 */
	String keyText(ResultSet row, int index) throws SQLException {
		return switch (this.column.type()) {
			case BINARY, GEOMETRY, VECTOR -> HexFormat.of().formatHex(row.getBytes(index));
			case FLOAT, DOUBLE -> Double.toString(row.getDouble(index));
			default -> row.getString(index);
		};
	}

	/** The value to compare the key expression with. */
	Object parameter(String keyText) {
		return switch (this.column.type()) {
			case BINARY, GEOMETRY, VECTOR -> HexFormat.of().parseHex(keyText);
			case FLOAT, DOUBLE -> Double.valueOf(keyText);
			case DATE, TIME, DATETIME, TIMESTAMP, TEXT, JSON, YEAR -> keyText;
			default -> new BigDecimal(keyText);
		};
	}

	/** The value of a row to compare the column itself with. */
	static Object searched(Object value) {
		if (value instanceof LocalDateTime time) {
			return time.toString().replace('T', ' ');
		}
		if (value instanceof Instant instant) {
			return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString().replace('T', ' ');
		}
		if (value instanceof LocalDate date) {
			return date.toString();
		}
		if (value instanceof Duration time) {
			return text(time);
		}
		if (value instanceof BigInteger number) {
			return new BigDecimal(number);
		}
		return (value instanceof Boolean bit) ? (Object) (bit ? 1 : 0) : value;
	}

	private static String text(Duration time) {
		Duration amount = time.abs();
		return "%s%d:%02d:%02d.%06d".formatted(time.isNegative() ? "-" : "", amount.toHours(), amount.toMinutesPart(),
				amount.toSecondsPart(), amount.getNano() / 1000);
	}

	/** Roughly the memory that a value takes. */
	static long bytes(@Nullable Object value) {
		if (value instanceof String text) {
			return 2L * text.length() + BYTES_PER_VALUE;
		}
		if (value instanceof byte[] bytes) {
			return bytes.length + BYTES_PER_VALUE;
		}
		if (value instanceof float[] vector) {
			return 4L * vector.length + BYTES_PER_VALUE;
		}
		if (value instanceof JsonNode json) {
			return bytes(json);
		}
		return BYTES_PER_VALUE;
	}

	private static long bytes(JsonNode json) {
		long bytes = 2 * BYTES_PER_VALUE;
		if (json.isString()) {
			bytes += 2L * json.asString().length();
		}
		for (JsonNode part : json) {
			bytes += bytes(part);
		}
		return bytes;
	}

}
