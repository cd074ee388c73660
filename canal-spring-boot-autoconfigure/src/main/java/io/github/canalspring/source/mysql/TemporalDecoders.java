package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;

/**
 * Dates and times as rows carry them. A date that no calendar has, such as
 * {@code 0000-00-00}, becomes the text that MySQL shows for it.
 */
final class TemporalDecoders {

	private static final int[] FRACTION_UNIT = { 0, 10_000, 10_000, 100, 100, 1, 1 };

	private TemporalDecoders() {
	}

	static ColumnDecoder of(int type, int digits) {
		return switch (type) {
			case WireColumn.DATE -> TemporalDecoders::date;
			case WireColumn.TIME -> TemporalDecoders::oldTime;
			case WireColumn.DATETIME -> TemporalDecoders::oldDateTime;
			case WireColumn.TIMESTAMP -> (bytes, start) -> timestamp(Octets.uint32(bytes, start), 0, 0);
			case WireColumn.TIME2 -> (bytes, start) -> time(bytes, start, digits);
			case WireColumn.DATETIME2 -> (bytes, start) -> dateTime(bytes, start, digits);
			case WireColumn.TIMESTAMP2 -> (bytes, start) -> timestamp(Octets.bigEndian(bytes, start, 4),
					fraction(bytes, start + 4, digits), digits);
			default -> throw new IllegalArgumentException("No time: " + type);
		};
	}

	private static Object date(byte[] bytes, int start) {
		int value = Octets.uint24(bytes, start);
		return date(value >> 9, value >> 5 & 15, value & 31);
	}

	private static Object date(int year, int month, int day) {
		return exists(year, month, day) ? LocalDate.of(year, month, day) : dateText(year, month, day);
	}

	/** Whether a calendar has the date. */
	static boolean exists(int year, int month, int day) {
		return month > 0 && month <= 12 && day > 0 && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
	}

	private static String dateText(int year, int month, int day) {
		return String.format("%04d-%02d-%02d", year, month, day);
	}

	/**
	 * The fraction of a second.
	 * @return microseconds
	 */
	private static int fraction(byte[] bytes, int start, int digits) {
		return (digits == 0) ? 0 : (int) Octets.bigEndian(bytes, start, (digits + 1) >> 1) * FRACTION_UNIT[digits];
	}

	private static Object dateTime(byte[] bytes, int start, int digits) {
		long value = Octets.bigEndian(bytes, start, 5) - 0x8000000000L;
		return dateTime(value, fraction(bytes, start + 5, digits), digits);
	}

	/**
	 * A date and time packed as rows and JSON have it.
	 * @param packed year and month, day, hour, minute, second in 17, 5, 5, 6 and 6 bits
	 * @param micros the microseconds
	 * @param digits how many digits of them are shown
	 */
	static Object dateTime(long packed, int micros, int digits) {
		int clock = (int) (packed & 0x1FFFF);
		int date = (int) (packed >> 17);
		int yearAndMonth = date >> 5;
		return dateTime(yearAndMonth / 13, yearAndMonth % 13, date & 31, clock, micros, digits);
	}

	private static Object dateTime(int year, int month, int day, int clock, int micros, int digits) {
		int hour = clock >> 12;
		int minute = clock >> 6 & 63;
		int second = clock & 63;
		if (exists(year, month, day)) {
			return LocalDateTime.of(year, month, day, hour, minute, second, micros * 1000);
		}
		return dateText(year, month, day) + String.format(" %02d:%02d:%02d", hour, minute, second)
				+ fractionText(micros, digits);
	}

	private static String fractionText(int micros, int digits) {
		return (digits == 0) ? "" : "." + String.format("%06d", micros).substring(0, digits);
	}

	private static Object timestamp(long seconds, int micros, int digits) {
		if (seconds == 0 && micros == 0) {
			return "0000-00-00 00:00:00" + fractionText(0, digits);
		}
		return Instant.ofEpochSecond(seconds, micros * 1000L);
	}

	/**
	 * Below zero the whole and the fraction together are one two's complement number.
	 */
	private static Duration time(byte[] bytes, int start, int digits) {
		int fractionBytes = (digits + 1) >> 1;
		int bits = 24 + (fractionBytes << 3);
		long packed = Octets.bigEndian(bytes, start, 3 + fractionBytes) - (1L << bits - 1);
		long absolute = Math.abs(packed);
		long clock = absolute >> (fractionBytes << 3);
		long fraction = absolute & (1L << (fractionBytes << 3)) - 1;
		return time(packed < 0, clock, (int) fraction * FRACTION_UNIT[digits]);
	}

	static Duration time(boolean negative, long clock, int micros) {
		long seconds = (clock >> 12 & 1023) * 3600 + (clock >> 6 & 63) * 60 + (clock & 63);
		Duration duration = Duration.ofSeconds(seconds, micros * 1000L);
		return negative ? duration.negated() : duration;
	}

	private static Duration oldTime(byte[] bytes, int start) {
		int value = Octets.uint24(bytes, start) << 8 >> 8;
		int absolute = Math.abs(value);
		long seconds = absolute / 10_000 * 3600L + absolute / 100 % 100 * 60L + absolute % 100;
		return Duration.ofSeconds((value < 0) ? -seconds : seconds);
	}

	private static Object oldDateTime(byte[] bytes, int start) {
		long value = Octets.int64(bytes, start);
		int date = (int) (value / 1_000_000);
		int clock = (int) (value % 1_000_000);
		int packed = clock / 10_000 << 12 | clock / 100 % 100 << 6 | clock % 100;
		return dateTime(date / 10_000, date / 100 % 100, date % 100, packed, 0, 0);
	}

}
