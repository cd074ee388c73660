package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Numbers as rows carry them.
 */
final class NumberDecoders {

	private static final int[] DIGIT_BYTES = { 0, 1, 1, 2, 2, 3, 3, 4, 4, 4 };

	private static final long[] POWERS = { 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
			1_000_000_000 };

	private NumberDecoders() {
	}

	static ColumnDecoder of(int type, boolean unsigned) {
		return switch (type) {
			case WireColumn.TINY -> unsigned ? Octets::uint8 : (bytes, start) -> (int) bytes[start];
			case WireColumn.SHORT ->
				unsigned ? Octets::uint16 : (bytes, start) -> (int) (short) Octets.uint16(bytes, start);
			case WireColumn.INT24 ->
				unsigned ? Octets::uint24 : (bytes, start) -> Octets.uint24(bytes, start) << 8 >> 8;
			case WireColumn.LONG -> unsigned ? Octets::uint32 : Octets::int32;
			case WireColumn.LONGLONG ->
				unsigned ? (bytes, start) -> unsigned(Octets.int64(bytes, start)) : Octets::int64;
			case WireColumn.FLOAT -> (bytes, start) -> Float.intBitsToFloat(Octets.int32(bytes, start));
			case WireColumn.DOUBLE -> (bytes, start) -> Double.longBitsToDouble(Octets.int64(bytes, start));
			case WireColumn.YEAR -> (bytes, start) -> {
				int year = Octets.uint8(bytes, start);
				return (year == 0) ? 0 : 1900 + year;
			};
			default -> throw new IllegalArgumentException("No number: " + type);
		};
	}

	static BigInteger unsigned(long value) {
		BigInteger number = BigInteger.valueOf(value & Long.MAX_VALUE);
		return (value < 0) ? number.setBit(63) : number;
	}

	/**
	 * {@code VECTOR}: single-precision numbers, one behind the other.
	 */
	static ColumnDecoder vector(int lengthBytes) {
		return (bytes, start) -> vector(bytes, start + lengthBytes, Octets.length(bytes, start, lengthBytes));
	}

	/**
	 * Read a {@code VECTOR}.
	 * @param bytes holds it
	 * @param start where it starts
	 * @param length how many bytes it takes
	 */
	static float[] vector(byte[] bytes, int start, int length) {
		float[] vector = new float[length >> 2];
		for (int index = 0; index < vector.length; index++) {
			vector[index] = Float.intBitsToFloat(Octets.int32(bytes, start + (index << 2)));
		}
		return vector;
	}

	static ColumnDecoder bit(int bits) {
		int length = (bits + 7) >> 3;
		return (bits == 1) ? (bytes, start) -> bytes[start] != 0
				: (bytes, start) -> Arrays.copyOfRange(bytes, start, start + length);
	}

	/**
	 * Digits are kept by nine in four big-endian bytes, what is left over in as few as it
	 * takes; the first bit is flipped, and all of them if the number is negative.
	 */
	static ColumnDecoder decimal(int precision, int scale) {
		int[] groups = groups(precision, scale);
		return (precision <= 18) ? (bytes, start) -> shortDecimal(bytes, start, groups, scale)
				: (bytes, start) -> longDecimal(bytes, start, groups, scale);
	}

	/** How many bytes a value takes. */
	static int decimalSize(int precision, int scale) {
		return IntStream.of(groups(precision, scale)).map((digits) -> DIGIT_BYTES[digits]).sum();
	}

	/** How many digits stand together. */
	private static int[] groups(int precision, int scale) {
		int whole = precision - scale;
		IntStream nines = IntStream.range(0, whole / 9 + scale / 9).map((index) -> 9);
		return IntStream.concat(IntStream.concat(IntStream.of(whole % 9), nines), IntStream.of(scale % 9))
			.filter((digits) -> digits > 0)
			.toArray();
	}

	private static BigDecimal shortDecimal(byte[] bytes, int start, int[] groups, int scale) {
		boolean negative = bytes[start] >= 0;
		int mask = negative ? 0xFF : 0;
		int first = 0x80;
		int at = start;
		long value = 0;
		for (int group : groups) {
			long digits = 0;
			for (int end = at + DIGIT_BYTES[group]; at < end; at++) {
				digits = digits << 8 | (bytes[at] ^ mask ^ first) & 0xFF;
				first = 0;
			}
			value = value * POWERS[group] + digits;
		}
		return BigDecimal.valueOf(negative ? -value : value, scale);
	}

	private static BigDecimal longDecimal(byte[] bytes, int start, int[] groups, int scale) {
		boolean negative = bytes[start] >= 0;
		int at = start;
		BigInteger value = BigInteger.ZERO;
		for (int group : groups) {
			int bits = DIGIT_BYTES[group] << 3;
			long digits = Octets.bigEndian(bytes, at, DIGIT_BYTES[group]) ^ ((at == start) ? 1L << bits - 1 : 0);
			value = value.multiply(BigInteger.valueOf(POWERS[group]))
				.add(BigInteger.valueOf(negative ? ~digits & (1L << bits) - 1 : digits));
			at += DIGIT_BYTES[group];
		}
		return new BigDecimal(negative ? value.negate() : value, scale);
	}

}
