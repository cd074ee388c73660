package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * The value of a column as text, as it stands in keys, in hashes and, where it is not a
 * number or a document, in JSON: {@code DATETIME} as ISO local text, {@code TIMESTAMP} as
 * ISO text in UTC, {@code TIME} as MySQL shows it, binary in Base64.
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
		if (value instanceof BigDecimal number) {
			return number.toPlainString();
		}
		if (value instanceof LocalDateTime time) {
			// Not toString(), which leaves out seconds that are zero.
			return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
		}
		if (value instanceof Duration time) {
			return time(time);
		}
		if (value instanceof byte[] bytes) {
			return Base64.getEncoder().encodeToString(bytes);
		}
		return value.toString();
	}

	private static String time(Duration time) {
		Duration amount = time.abs();
		String text = String.format("%s%02d:%02d:%02d", time.isNegative() ? "-" : "", amount.toHours(),
				amount.toMinutesPart(), amount.toSecondsPart());
		return (amount.getNano() == 0) ? text : text + String.format(".%06d", amount.getNano() / 1000);
	}

}
