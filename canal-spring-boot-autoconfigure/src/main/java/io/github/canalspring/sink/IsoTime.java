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

	/** How many bytes a time takes at most. */
	static final int LONGEST = "-999999999-01-31T12:00:00.123456789Z".length();

	private IsoTime() {
	}

	/**
	 * A {@code DATETIME}: as many digits of a fraction as are not zero.
	 */
	static String of(LocalDateTime time) {
		byte[] text = new byte[LONGEST];
		return new String(text, 0, write(time, text, 0), StandardCharsets.ISO_8859_1);
	}

	/**
	 * A {@code TIMESTAMP}: three, six or nine digits of a fraction if it is not zero.
	 */
	static String of(Instant instant) {
		byte[] text = new byte[LONGEST];
		return new String(text, 0, write(instant, text, 0), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Write a {@code DATETIME}.
	 * @param time the time
	 * @param text takes it; there must be room for {@link #LONGEST}
	 * @param at where to write
	 * @return where it ends
	 */
	static int write(LocalDateTime time, byte[] text, int at) {
		if (!fits(time)) {
			return copy(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time), text, at);
		}
		int end = dateTime(time, text, at);
		if (time.getNano() != 0) {
			end = fraction(time.getNano(), text, end, 9);
			while (text[end - 1] == '0') {
				end--;
			}
		}
		return end;
	}

	/**
	 * Write a {@code TIMESTAMP}.
	 * @param instant the time
	 * @param text takes it; there must be room for {@link #LONGEST}
	 * @param at where to write
	 * @return where it ends
	 */
	static int write(Instant instant, byte[] text, int at) {
		LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
		if (!fits(time)) {
			return copy(instant.toString(), text, at);
		}
		int end = dateTime(time, text, at);
		int nano = instant.getNano();
		if (nano != 0) {
			end = fraction(nano, text, end, (nano % 1_000_000 == 0) ? 3 : (nano % 1_000 == 0) ? 6 : 9);
		}
		text[end++] = 'Z';
		return end;
	}

	private static int copy(String time, byte[] text, int at) {
		byte[] characters = time.getBytes(StandardCharsets.ISO_8859_1);
		System.arraycopy(characters, 0, text, at, characters.length);
		return at + characters.length;
	}

	private static boolean fits(LocalDateTime time) {
		return time.getYear() >= 0 && time.getYear() <= 9999;
	}

	private static int dateTime(LocalDateTime time, byte[] text, int at) {
		twoDigits(time.getYear() / 100, text, at);
		twoDigits(time.getYear() % 100, text, at + 2);
		text[at + 4] = '-';
		twoDigits(time.getMonthValue(), text, at + 5);
		text[at + 7] = '-';
		twoDigits(time.getDayOfMonth(), text, at + 8);
		text[at + 10] = 'T';
		twoDigits(time.getHour(), text, at + 11);
		text[at + 13] = ':';
		twoDigits(time.getMinute(), text, at + 14);
		text[at + 16] = ':';
		twoDigits(time.getSecond(), text, at + 17);
		return at + 19;
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
