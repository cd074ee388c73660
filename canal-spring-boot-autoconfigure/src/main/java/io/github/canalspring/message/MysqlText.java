package io.github.canalspring.message;

import java.time.Duration;
import java.time.LocalDateTime;

import io.github.canalspring.sink.ColumnText;

/**
 * Times as MySQL shows them, with as many digits of a fraction as the column has.
 */
final class MysqlText {

	private MysqlText() {
	}

	static String dateTime(LocalDateTime time, int digits) {
		return fraction(ColumnText.of(time).replace('T', ' '), digits);
	}

	static String time(Duration time, int digits) {
		return fraction(ColumnText.of(time), digits);
	}

	private static String fraction(String text, int digits) {
		int point = text.lastIndexOf('.');
		int length = (point < 0) ? 0 : text.length() - point - 1;
		if (length < digits) {
			return text + ((point < 0) ? "." : "") + "0".repeat(digits - length);
		}
		int end = text.length();
		while (length > digits && text.charAt(end - 1) == '0') {
			end--;
			length--;
		}
		return text.substring(0, (length == 0 && point >= 0) ? point : end);
	}

}
