package io.github.canalspring.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Times in ISO-8601, as {@link DateTimeFormatter#ISO_LOCAL_DATE_TIME} and
 * {@link Instant#toString()} write them, but several times as fast: half the time of a
 * JSON document would go into these otherwise.
 */
final class IsoTime {

	private static final int LONGEST = "2026-01-31T12:00:00.123456789Z".length();

	private IsoTime() {
	}

	/**
	 * A {@code DATETIME}: as many digits of a fraction as are not zero.
	 */
	static String of(LocalDateTime time) {
		if (!fits(time)) {
			return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
		}
		byte[] text = new byte[LONGEST];
		int end = dateTime(time, text);
		if (time.getNano() != 0) {
			end = fraction(time.getNano(), text, end, 9);
			while (text[end - 1] == '0') {
				end--;
			}
		}
		return new String(text, 0, end, StandardCharsets.ISO_8859_1);
	}

	/**
	 * A {@code TIMESTAMP}: three, six or nine digits of a fraction if it is not zero.
	 */
	static String of(Instant instant) {
		LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
		if (!fits(time)) {
			return instant.toString();
		}
		byte[] text = new byte[LONGEST];
		int end = dateTime(time, text);
		int nano = instant.getNano();
		if (nano != 0) {
			end = fraction(nano, text, end, (nano % 1_000_000 == 0) ? 3 : (nano % 1_000 == 0) ? 6 : 9);
		}
		text[end++] = 'Z';
		return new String(text, 0, end, StandardCharsets.ISO_8859_1);
	}

	private static boolean fits(LocalDateTime time) {
		return time.getYear() >= 0 && time.getYear() <= 9999;
	}

	private static int dateTime(LocalDateTime time, byte[] text) {
		twoDigits(time.getYear() / 100, text, 0);
		twoDigits(time.getYear() % 100, text, 2);
		text[4] = '-';
		twoDigits(time.getMonthValue(), text, 5);
		text[7] = '-';
		twoDigits(time.getDayOfMonth(), text, 8);
		text[10] = 'T';
		twoDigits(time.getHour(), text, 11);
		text[13] = ':';
		twoDigits(time.getMinute(), text, 14);
		text[16] = ':';
		twoDigits(time.getSecond(), text, 17);
		return 19;
	}

	private static void twoDigits(int number, byte[] text, int at) {
		text[at] = (byte) ('0' + number / 10);
		text[at + 1] = (byte) ('0' + number % 10);
	}

	private static int fraction(int nano, byte[] text, int at, int digits) {
		text[at] = '.';
		int rest = nano;
		for (int digit = 9; digit > 0; digit--) {
			if (digit <= digits) {
				text[at + digit] = (byte) ('0' + rest % 10);
			}
			rest /= 10;
		}
		return at + 1 + digits;
	}

}
