package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Base64;

/**
 * The value of a column as text, as it stands in keys, in hashes and, where it is not a
 * number or a document, in JSON: {@code DATETIME} as ISO local text, {@code TIMESTAMP} as
 * ISO text in UTC, {@code TIME} as MySQL shows it, {@code VECTOR} as a JSON array, binary
 * in Base64.
 */
public final class ColumnText {

	private ColumnText() {
	}

	/**
	 * Write a value as text.
	 * @param value a value as a {@link io.github.canalspring.event.Row} holds it
	 * @return its text
	 */
	public static String of(Object value) {
		if (value instanceof String text) {
			return text;
		}
		if (value instanceof BigDecimal number) {
			return number.toPlainString();
		}
		if (value instanceof LocalDateTime time) {
			return IsoTime.of(time);
		}
		if (value instanceof Instant instant) {
			return IsoTime.of(instant);
		}
		if (value instanceof Duration time) {
			return time(time);
		}
		if (value instanceof byte[] bytes) {
			return Base64.getEncoder().encodeToString(bytes);
		}
		if (value instanceof float[] vector) {
			return Arrays.toString(vector).replace(" ", "");
		}
		return value.toString();
	}

	private static String time(Duration time) {
		Duration amount = time.abs();
		StringBuilder text = new StringBuilder(17);
		if (time.isNegative()) {
			text.append('-');
		}
		twoDigits(amount.toHours(), text);
		twoDigits(amount.toMinutesPart(), text.append(':'));
		twoDigits(amount.toSecondsPart(), text.append(':'));
		int micros = amount.getNano() / 1000;
		if (amount.getNano() != 0) {
			// With a leading one that is cut off, for the leading zeros.
			text.append('.').append(1_000_000 + micros).deleteCharAt(text.length() - 7);
		}
		return text.toString();
	}

	private static void twoDigits(long number, StringBuilder text) {
		if (number < 10) {
			text.append('0');
		}
		text.append(number);
	}

}
