package io.github.canalspring.source.mysql;

import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * MariaDB's types that the binlog has as {@code BINARY} of a fixed length, and the server
 * shows as text.
 */
enum FixedText {

	UUID(16, 36), INET4(4, 15), INET6(16, 39);

	private final int bytes;

	private final int characters;

	FixedText(int bytes, int characters) {
		this.bytes = bytes;
		this.characters = characters;
	}

	/**
	 * Find a type.
	 * @param dataType the type as {@code information_schema} names it, in lower case
	 * @return the type, or {@code null} if it is none of these
	 */
	static @Nullable FixedText named(String dataType) {
		return switch (dataType) {
			case "uuid" -> UUID;
			case "inet4" -> INET4;
			case "inet6" -> INET6;
			default -> null;
		};
	}

	/** Whether one of these types could stand behind a {@code BINARY} of that length. */
	static boolean isPossible(int bytes) {
		return bytes == INET4.bytes || bytes == UUID.bytes;
	}

	int bytes() {
		return this.bytes;
	}

	/** The length of the longest text. */
	int characters() {
		return this.characters;
	}

	String text(byte[] value) {
		return switch (this) {
			case UUID -> uuid(value);
			case INET4 -> inet4(value, 0);
			case INET6 -> inet6(value);
		};
	}

	/**
	 * The server turns the parts of most UUIDs round, so that those of one moment sort
	 * together; whether it did shows in the two bytes with the version and the variant.
	 */
	private static String uuid(byte[] value) {
		HexFormat hex = HexFormat.of();
		String[] parts = ((value[6] & -value[8] & 0x80) != 0)
				? new String[] { hex.formatHex(value, 12, 16), hex.formatHex(value, 10, 12),
						hex.formatHex(value, 8, 10), hex.formatHex(value, 6, 8), hex.formatHex(value, 0, 6) }
				: new String[] { hex.formatHex(value, 0, 4), hex.formatHex(value, 4, 6), hex.formatHex(value, 6, 8),
						hex.formatHex(value, 8, 10), hex.formatHex(value, 10, 16) };
		return String.join("-", parts);
	}

	private static String inet4(byte[] value, int at) {
		return (value[at] & 0xFF) + "." + (value[at + 1] & 0xFF) + "." + (value[at + 2] & 0xFF) + "."
				+ (value[at + 3] & 0xFF);
	}

	private static String inet6(byte[] value) {
		int[] words = new int[8];
		for (int index = 0; index < words.length; index++) {
			words[index] = (value[2 * index] & 0xFF) << 8 | value[2 * index + 1] & 0xFF;
		}
		int gap = gap(words);
		int end = gap + zeros(words, gap);
		boolean holdsInet4 = gap == 0 && (end == 6 || end == 5 && words[5] == 0xFFFF);
		StringBuilder text = new StringBuilder();
		for (int index = 0; index < words.length; index++) {
			if (index == gap && end > gap) {
				text.append(text.isEmpty() ? "::" : ":");
				index = end - 1;
			}
			else if (index == 6 && holdsInet4) {
				return text.append(inet4(value, 12)).toString();
			}
			else {
				text.append(Integer.toHexString(words[index])).append((index < 7) ? ":" : "");
			}
		}
		return text.toString();
	}

	/** Where the first of the longest runs of zeros is. */
	private static int gap(int[] words) {
		int gap = 0;
		for (int index = 1; index < words.length; index++) {
			if (words[index - 1] != 0 && zeros(words, index) > zeros(words, gap)) {
				gap = index;
			}
		}
		return gap;
	}

	private static int zeros(int[] words, int from) {
		int index = from;
		while (index < words.length && words[index] == 0) {
			index++;
		}
		return index - from;
	}

}
