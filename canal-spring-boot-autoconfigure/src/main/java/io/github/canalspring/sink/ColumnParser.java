package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;

import io.github.canalspring.source.Column;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ColumnText} has written. What it would have written in another way is
 * not taken.
 */
final class ColumnParser {

	private static final Instant FIRST_TIMESTAMP = Instant.ofEpochSecond(1);

	private static final Instant LAST_TIMESTAMP = Instant.parse("2106-02-07T06:28:15.999999Z");

	private static final Duration LONGEST_TIME = Duration.ofHours(839);

	private ColumnParser() {
	}

	/** Whether a column's text tells its value, and the server finds rows by it. */
	static boolean isReadable(Column column) {
		return switch (column.type()) {
			case FLOAT, DOUBLE, JSON, GEOMETRY, VECTOR -> false;
			case BIT -> column.precision() == 1;
			default -> true;
		};
	}

	/**
	 * Read a text.
	 * @return the value; {@code null} if the column cannot hold it
	 */
	static @Nullable Object parse(String text, Column column) {
		try {
			Object value = read(text, column);
			return (value != null && ColumnText.of(value).equals(text)) ? value : null;
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable Object read(String text, Column column) {
		return switch (column.type()) {
			case TINYINT -> integer(text, 8, column.unsigned());
			case SMALLINT, YEAR -> integer(text, 16, column.unsigned());
			case MEDIUMINT -> integer(text, 24, column.unsigned());
			case INT -> integer(text, 32, column.unsigned());
			case BIGINT -> integer(text, 64, column.unsigned());
			case DECIMAL -> decimal(text, column);
			case BIT -> text.equals("true") ? (Boolean) true : text.equals("false") ? false : null;
			case DATE -> date(text);
			case DATETIME -> dateTime(text);
			case TIMESTAMP -> timestamp(text);
			case TIME -> time(text);
			case TEXT ->
				(column.precision() == 0 || text.codePointCount(0, text.length()) <= column.precision()) ? text : null;
			case ENUM -> (text.isEmpty() || column.labels().contains(text)) ? text : null;
			case SET -> (text.isEmpty() || column.labels().containsAll(List.of(text.split(",", -1)))) ? text : null;
			case BINARY -> Base64.getDecoder().decode(text);
			case FLOAT, DOUBLE, JSON, GEOMETRY, VECTOR -> null;
		};
	}

	private static @Nullable Object integer(String text, int bits, boolean unsigned) {
		BigInteger value = new BigInteger(text);
		boolean fits = unsigned ? value.signum() >= 0 && value.bitLength() <= bits : value.bitLength() < bits;
		return fits ? value : null;
	}

	private static @Nullable Object decimal(String text, Column column) {
		BigDecimal value = new BigDecimal(text);
		return (value.scale() == column.scale() && (column.precision() == 0 || value.precision() <= column.precision()))
				? value : null;
	}

	/** Servers refuse to compare with what is no date at all. */
	private static @Nullable Object date(String text) {
		LocalDate date = LocalDate.parse(text);
		return isYear(date.getYear()) ? date : null;
	}

	private static @Nullable Object dateTime(String text) {
		LocalDateTime time = LocalDateTime.parse(text);
		return isYear(time.getYear()) ? time : null;
	}

	private static boolean isYear(int year) {
		return year >= 0 && year <= 9999;
	}

	private static @Nullable Object timestamp(String text) {
		Instant time = Instant.parse(text);
		return (time.isBefore(FIRST_TIMESTAMP) || time.isAfter(LAST_TIMESTAMP)) ? null : time;
	}

	private static @Nullable Object time(String text) {
		boolean negative = text.startsWith("-");
		String[] parts = (negative ? text.substring(1) : text).split(":", -1);
		if (parts.length != 3) {
			return null;
		}
		Duration time = Duration.ofHours(Long.parseLong(parts[0]))
			.plusMinutes(Long.parseLong(parts[1]))
			.plusNanos(new BigDecimal(parts[2]).movePointRight(9).longValue());
		return (time.compareTo(LONGEST_TIME) < 0) ? negative ? time.negated() : time : null;
	}

}
