package io.github.canalspring.source.mysql;

/**
 * Reads numbers out of bytes, little-endian unless the name says otherwise.
 */
final class Octets {

	private Octets() {
	}

	static int uint8(byte[] bytes, int at) {
		return bytes[at] & 0xFF;
	}

	static int uint16(byte[] bytes, int at) {
		return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
	}

	static int uint24(byte[] bytes, int at) {
		return uint16(bytes, at) | (bytes[at + 2] & 0xFF) << 16;
	}

	static int int32(byte[] bytes, int at) {
		return uint16(bytes, at) | uint16(bytes, at + 2) << 16;
	}

	static long uint32(byte[] bytes, int at) {
		return int32(bytes, at) & 0xFFFFFFFFL;
	}

	static long int64(byte[] bytes, int at) {
		return uint32(bytes, at) | (long) int32(bytes, at + 4) << 32;
	}

	/**
	 * A number of 1 to 8 bytes.
	 */
	static long number(byte[] bytes, int at, int count) {
		long value = 0;
		for (int index = 0; index < count; index++) {
			value |= (bytes[at + index] & 0xFFL) << (index << 3);
		}
		return value;
	}

	/**
	 * A big-endian number of 1 to 8 bytes.
	 */
	static long bigEndian(byte[] bytes, int at, int count) {
		long value = 0;
		for (int index = 0; index < count; index++) {
			value = value << 8 | bytes[at + index] & 0xFF;
		}
		return value;
	}

	/**
	 * A length of 1 to 4 bytes, as it stands before a value.
	 */
	static int length(byte[] bytes, int at, int count) {
		return switch (count) {
			case 1 -> uint8(bytes, at);
			case 2 -> uint16(bytes, at);
			case 3 -> uint24(bytes, at);
			default -> int32(bytes, at);
		};
	}

}
