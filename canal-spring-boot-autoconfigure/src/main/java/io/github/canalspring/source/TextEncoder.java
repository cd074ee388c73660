package io.github.canalspring.source;

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

/**
 * Makes the text that Canal gives for a value of a
 * {@link io.github.canalspring.event.Row}: the other way round of {@link TextDecoder}.
 */
@FunctionalInterface
public interface TextEncoder {

	/**
	 * Write a value that is not {@code NULL}.
	 * @param value the value
	 * @return its text
	 */
	String encode(Object value);

	/**
	 * What writes the values of a column.
	 * @param column the column
	 * @param zone the zone in which a {@code TIMESTAMP} is written
	 * @return the encoder
	 */
	static TextEncoder of(Column column, ZoneId zone) {
		return switch (column.type()) {
			case DECIMAL -> (value) -> ((BigDecimal) value).toPlainString();
			case BIT -> (value) -> (value instanceof byte[] bytes) ? new BigInteger(1, bytes).toString()
					: Boolean.TRUE.equals(value) ? "1" : "0";
			case TIME -> (value) -> time((Duration) value, column.precision());
			case DATETIME, TIMESTAMP -> (value) -> dateTime(value, column.precision(), zone);
			case BINARY, GEOMETRY -> (value) -> new String((byte[]) value, StandardCharsets.ISO_8859_1);
			case ENUM -> ordinals(column);
			case SET -> bits(column);
			case VECTOR -> (value) -> Arrays.toString((float[]) value).replace(" ", "");
			default -> Object::toString;
		};
	}

	private static TextEncoder ordinals(Column column) {
		Map<String, String> ordinals = new HashMap<>();
		ordinals.put("", "0");
		for (int index = column.labels().size(); index > 0; index--) {
			ordinals.put(column.labels().get(index - 1), Integer.toString(index));
		}
		return (value) -> {
			String ordinal = ordinals.get(value);
			if (ordinal == null) {
				throw unknownLabel(column);
			}
			return ordinal;
		};
	}

	private static TextEncoder bits(Column column) {
		return (value) -> {
			long bits = 0;
			String text = (String) value;
			for (String label : text.isEmpty() ? new String[0] : text.split(",")) {
				int index = column.labels().indexOf(label);
				if (index < 0) {
					throw unknownLabel(column);
				}
				bits |= 1L << index;
			}
			return Long.toUnsignedString(bits);
		};
	}

	private static SourceException unknownLabel(Column column) {
		return new SourceException(
				"A value of the column " + column.name() + " is no label of " + ColumnSyntax.format(column)
						+ ", so there is no number that Canal would write for it",
				"Leave the column or its table out, or report this with the table's definition");
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
		if (digits > 0 || nanos > 0) {
			int point = text.length();
			padded(nanos, 9, text.append('.'));
			int end = text.length();
			// A column that a message tells little of may have more digits than it says.
			while (end > point + 1 + digits && text.charAt(end - 1) == '0') {
				end--;
			}
			text.setLength(end);
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
