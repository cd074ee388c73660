package io.github.canalspring.source.mysql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over the bytes of an event. Numbers are little-endian unless the name says
 * otherwise. Fixed-size reads are not checked against the limit one by one: whoever reads
 * rows checks that it ended exactly at the limit.
 */
final class EventBytes {

	byte[] bytes = {};

	int position;

	int limit;

	private boolean shared;

	/**
	 * Go over bytes that stay as they are.
	 */
	EventBytes wrap(byte[] bytes, int position, int limit) {
		this.bytes = bytes;
		this.position = position;
		this.limit = limit;
		this.shared = false;
		return this;
	}

	/**
	 * Go over bytes in an array that others follow in.
	 */
	EventBytes share(byte[] bytes, int position, int limit) {
		wrap(bytes, position, limit);
		this.shared = true;
		return this;
	}

	boolean hasRemaining() {
		return this.position < this.limit;
	}

	int remaining() {
		return this.limit - this.position;
	}

	void skip(int count) {
		this.position += count;
	}

	int uint8() {
		return this.bytes[this.position++] & 0xFF;
	}

	int uint16() {
		return uint8() | uint8() << 8;
	}

	int uint24() {
		return uint16() | uint8() << 16;
	}

	int int32() {
		return uint16() | uint16() << 16;
	}

	long uint32() {
		return int32() & 0xFFFFFFFFL;
	}

	long uint48() {
		return uint32() | (long) uint16() << 32;
	}

	long int64() {
		return uint32() | (long) int32() << 32;
	}

	/**
	 * A little-endian number of 1 to 8 bytes.
	 */
	long number(int count) {
		long value = 0;
		for (int index = 0; index < count; index++) {
			value |= (long) uint8() << (index << 3);
		}
		return value;
	}

	/**
	 * A big-endian number of 1 to 8 bytes.
	 */
	long bigEndian(int count) {
		long value = 0;
		for (int index = 0; index < count; index++) {
			value = value << 8 | uint8();
		}
		return value;
	}

	/**
	 * A number as the protocol packs lengths.
	 */
	long packed() {
		int first = uint8();
		return switch (first) {
			case 252 -> uint16();
			case 253 -> uint24();
			case 254 -> int64();
			case 251, 255 -> throw new IllegalStateException("No packed number: " + first);
			default -> first;
		};
	}

	int packedInt() {
		return Math.toIntExact(packed());
	}

	byte[] array(int count) {
		check(count);
		byte[] copy = Arrays.copyOfRange(this.bytes, this.position, this.position + count);
		this.position += count;
		return copy;
	}

	String utf8(int count) {
		check(count);
		String text = new String(this.bytes, this.position, count, StandardCharsets.UTF_8);
		this.position += count;
		return text;
	}

	/**
	 * Have what is left in an array that nobody writes into any more: in a copy, unless
	 * the one at hand is so already.
	 */
	void keep() {
		if (this.shared) {
			wrap(Arrays.copyOfRange(this.bytes, this.position, this.limit), 0, remaining());
		}
	}

	/**
	 * Check that a value of that length is there.
	 */
	void check(int count) {
		if (count < 0 || count > this.limit - this.position) {
			throw new IllegalStateException(
					"A value of " + count + " bytes where only " + (this.limit - this.position) + " are left");
		}
	}

}
