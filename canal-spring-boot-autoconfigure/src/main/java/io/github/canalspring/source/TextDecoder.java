package io.github.canalspring.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the value that a {@link io.github.canalspring.event.Row} holds of the text that
 * Canal gives for it: numbers in decimal, {@code ENUM} and {@code SET} as the number of
 * the label and as bits, each byte of a binary value as one character.
 */
@FunctionalInterface
public interface TextDecoder {

	/**
	 * Read a value that is not {@code NULL}.
	 * @param text the text
	 * @return the value
	 * @throws IllegalArgumentException if the text is none of the column's type; the
	 * message does not show it
	 */
	Object decode(String text);

	/**
	 * What reads the values of a column.
	 * @param column the column
	 * @param zone the zone in which a {@code TIMESTAMP} is written
	 * @return the decoder
	 */
	static TextDecoder of(Column column, ZoneId zone) {
		TextDecoder decoder = switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, YEAR -> Integer::valueOf;
			case INT -> column.unsigned() ? Long::valueOf : (TextDecoder) Integer::valueOf;
			case BIGINT -> column.unsigned() ? BigInteger::new : (TextDecoder) Long::valueOf;
			// Canal leaves out zeros at the end.
			case DECIMAL -> (text) -> new BigDecimal(text).setScale(column.scale());
			case FLOAT -> Float::valueOf;
			case DOUBLE -> Double::valueOf;
			case BIT -> (text) -> Texts.bits(text, column.precision());
			case DATE -> Texts::date;
			case TIME -> Texts::time;
			case DATETIME -> Texts::dateTime;
			case TIMESTAMP -> (text) -> Texts.timestamp(text, zone);
			case TEXT -> (text) -> text;
			case BINARY, GEOMETRY -> (text) -> text.getBytes(StandardCharsets.ISO_8859_1);
			case ENUM -> (text) -> Texts.label(text, column.labels());
			case SET -> (text) -> Texts.labels(text, column.labels());
			case JSON -> Texts::json;
			case VECTOR -> (text) -> {
				throw new IllegalArgumentException("Canal does not carry VECTOR");
			};
		};
		return (text) -> {
			try {
				return decoder.decode(text);
			}
			catch (ArithmeticException | NumberFormatException | DateTimeException | JacksonException
					| IndexOutOfBoundsException ex) {
				// Without the cause, whose message shows the value.
				throw new IllegalArgumentException("no text of a " + column.type());
			}
		};
	}

	/**
	 * The texts that need more than a constructor.
	 */
	final class Texts {

		private static final JsonMapper JSON = JsonMapper.builder()
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.build();

		private Texts() {
		}

		private static Object bits(String text, int precision) {
			BigInteger number = new BigInteger(text);
			if (precision == 1) {
				return number.signum() != 0;
			}
			byte[] bytes = new byte[(precision + 7) / 8];
			for (int index = bytes.length - 1; index >= 0; index--) {
				bytes[index] = number.byteValue();
				number = number.shiftRight(8);
			}
			return bytes;
		}

		private static Object date(String text) {
			return exists(text) ? LocalDate.parse(text) : text;
		}

		private static Object dateTime(String text) {
			return exists(text) ? local(text) : text;
		}

		private static Object timestamp(String text, ZoneId zone) {
			return exists(text) ? local(text).atZone(zone).toInstant() : text;
		}

		private static LocalDateTime local(String text) {
			return LocalDateTime.parse(text.replace(' ', 'T'));
		}

		/** Zero dates, and those with a part that is zero, are in no calendar. */
		private static boolean exists(String text) {
			int month = Integer.parseInt(text, 5, 7, 10);
			int day = Integer.parseInt(text, 8, 10, 10);
			return month > 0 && day > 0 && month <= 12
					&& day <= YearMonth.of(Integer.parseInt(text, 0, 4, 10), month).lengthOfMonth();
		}

		private static Duration time(String text) {
			boolean negative = text.startsWith("-");
			String[] parts = (negative ? text.substring(1) : text).split(":");
			Duration duration = Duration.ofHours(Long.parseLong(parts[0]))
				.plusMinutes(Long.parseLong(parts[1]))
				.plus(new BigDecimal(parts[2]).movePointRight(6).longValueExact(), ChronoUnit.MICROS);
			return negative ? duration.negated() : duration;
		}

		private static String label(String text, List<String> labels) {
			if (!isNumber(text) && labels.contains(text)) {
				return text;
			}
			int ordinal = Integer.parseInt(text);
			return (ordinal == 0) ? "" : labels.get(ordinal - 1);
		}

		private static String labels(String text, List<String> labels) {
			if (text.isEmpty() || !isNumber(text)) {
				return text;
			}
			long bits = Long.parseUnsignedLong(text);
			StringBuilder joined = new StringBuilder();
			for (int index = 0; bits != 0; index++, bits >>>= 1) {
				if ((bits & 1) != 0) {
					joined.append((joined.isEmpty()) ? "" : ",").append(labels.get(index));
				}
			}
			return joined.toString();
		}

		private static boolean isNumber(String text) {
			return !text.isEmpty() && text.chars().allMatch((character) -> character >= '0' && character <= '9');
		}

		private static Object json(String text) {
			return JSON.readTree(text);
		}

	}

}
