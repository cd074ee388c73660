package io.github.canalspring.serve;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.Column;
import org.jspecify.annotations.Nullable;

/**
 * Makes the text that Canal gives for a value of a
 * {@link io.github.canalspring.event.Row}: the other way round of
 * {@link io.github.canalspring.source.TextDecoder}.
 */
@FunctionalInterface
interface ValueText {

	/**
	 * Write a value that is not {@code NULL}.
	 * @param value the value
	 * @return its text
	 */
	String of(Object value);

	/**
	 * What writes the values of a column.
	 * @param column the column
	 * @param zone the zone in which a {@code TIMESTAMP} is written
	 */
	static ValueText of(Column column, ZoneId zone) {
		return switch (column.type()) {
			case DECIMAL -> (value) -> ((BigDecimal) value).toPlainString();
			case BIT -> (value) -> (value instanceof byte[] bytes) ? new BigInteger(1, bytes).toString()
					: Boolean.TRUE.equals(value) ? "1" : "0";
			case TIME -> (value) -> time((Duration) value, column.precision());
			case DATETIME, TIMESTAMP -> (value) -> dateTime(value, column.precision(), zone);
			case BINARY, GEOMETRY -> (value) -> new String((byte[]) value, StandardCharsets.ISO_8859_1);
			case ENUM -> ordinals(column.labels());
			case SET -> bits(column.labels());
			case VECTOR -> (value) -> Arrays.toString((float[]) value).replace(" ", "");
			default -> Object::toString;
		};
	}

	private static ValueText ordinals(List<String> labels) {
		Map<String, String> ordinals = new HashMap<>();
		ordinals.put("", "0");
		for (int index = labels.size(); index > 0; index--) {
			ordinals.put(labels.get(index - 1), Integer.toString(index));
		}
		return (value) -> known(ordinals.get(value));
	}

	private static ValueText bits(List<String> labels) {
		return (value) -> {
			long bits = 0;
			String text = (String) value;
			for (String label : text.isEmpty() ? new String[0] : text.split(",")) {
				int index = labels.indexOf(label);
				known((index < 0) ? null : label);
				bits |= 1L << index;
			}
			return Long.toUnsignedString(bits);
		};
	}

	private static String known(@Nullable String text) {
		if (text == null) {
			throw new IllegalArgumentException("a label that is not among the column's");
		}
		return text;
	}

	/** Dates that are in no calendar are texts already. */
	private static String dateTime(Object value, int digits, ZoneId zone) {
		LocalDateTime time = (value instanceof Instant instant) ? LocalDateTime.ofInstant(instant, zone)
				: (value instanceof LocalDateTime local) ? local : null;
		if (time == null) {
			return value.toString();
		}
		StringBuilder text = new StringBuilder(26);
		padded(time.getYear(), 4, text).append('-');
		padded(time.getMonthValue(), 2, text).append('-');
		padded(time.getDayOfMonth(), 2, text).append(' ');
		padded(time.getHour(), 2, text).append(':');
		padded(time.getMinute(), 2, text).append(':');
		padded(time.getSecond(), 2, text);
		return fraction(time.getNano(), digits, text);
	}

	private static String time(Duration time, int digits) {
		Duration amount = time.abs();
		StringBuilder text = new StringBuilder(17);
		if (time.isNegative()) {
			text.append('-');
		}
		padded(amount.toHours(), 2, text).append(':');
		padded(amount.toMinutesPart(), 2, text).append(':');
		padded(amount.toSecondsPart(), 2, text);
		return fraction(amount.getNano(), digits, text);
	}

	private static String fraction(int nanos, int digits, StringBuilder text) {
		if (digits > 0) {
			text.append('.');
			int point = text.length();
			padded(nanos, 9, text);
			text.setLength(point + digits);
		}
		return text.toString();
	}

	private static StringBuilder padded(long number, int width, StringBuilder text) {
		String digits = Long.toString(number);
		for (int index = digits.length(); index < width; index++) {
			text.append('0');
		}
		return text.append(digits);
	}

}
