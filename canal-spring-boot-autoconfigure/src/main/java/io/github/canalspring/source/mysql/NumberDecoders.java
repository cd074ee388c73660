package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers as rows carry them.
 */
final class NumberDecoders {

	private static final int[] DIGIT_BYTES = { 0, 1, 1, 2, 2, 3, 3, 4, 4, 4 };

	private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

	private static final long[] POWERS = { 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
			1_000_000_000 };

	private NumberDecoders() {
	}

	static ColumnDecoder of(int type, boolean unsigned) {
		return switch (type) {
			case WireColumn.TINY -> unsigned ? EventBytes::uint8 : (in) -> (int) (byte) in.uint8();
			case WireColumn.SHORT -> unsigned ? EventBytes::uint16 : (in) -> (int) (short) in.uint16();
			case WireColumn.INT24 -> unsigned ? EventBytes::uint24 : (in) -> in.uint24() << 8 >> 8;
			case WireColumn.LONG -> unsigned ? EventBytes::uint32 : EventBytes::int32;
			case WireColumn.LONGLONG -> unsigned ? (in) -> unsigned(in.int64()) : EventBytes::int64;
			case WireColumn.FLOAT -> (in) -> Float.intBitsToFloat(in.int32());
			case WireColumn.DOUBLE -> (in) -> Double.longBitsToDouble(in.int64());
			case WireColumn.YEAR -> (in) -> {
				int year = in.uint8();
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
	 * @param length how many bytes they take
	 */
	static float[] vector(EventBytes in, int length) {
		in.check(length);
		float[] vector = new float[length >> 2];
		for (int index = 0; index < vector.length; index++) {
			vector[index] = Float.intBitsToFloat(in.int32());
		}
		return vector;
	}

	static ColumnDecoder bit(int bits) {
		int length = (bits + 7) >> 3;
		return (bits == 1) ? (in) -> in.uint8() != 0 : (in) -> in.array(length);
	}

	/**
	 * Digits are kept by nine in four big-endian bytes, what is left over in as few as it
	 * takes; the first bit is flipped, and all of them if the number is negative.
	 */
	static BigDecimal decimal(EventBytes in, int precision, int scale) {
		int whole = precision - scale;
		int start = in.position;
		boolean negative = (in.bytes[start] & 0x80) == 0;
		in.bytes[start] ^= (byte) 0x80;
		try {
			int mask = negative ? -1 : 0;
			if (precision <= 18) {
				long value = digits(in, whole % 9, mask, 0);
				value = nines(in, whole / 9, mask, value);
				value = nines(in, scale / 9, mask, value);
				value = digits(in, scale % 9, mask, value);
				return BigDecimal.valueOf(negative ? -value : value, scale);
			}
			BigInteger value = BigInteger.valueOf(digits(in, whole % 9, mask, 0));
			for (int group = whole / 9 + scale / 9; group > 0; group--) {
				value = value.multiply(BILLION).add(BigInteger.valueOf(digits(in, 9, mask, 0)));
			}
			int rest = scale % 9;
			value = value.multiply(BigInteger.valueOf(POWERS[rest])).add(BigInteger.valueOf(digits(in, rest, mask, 0)));
			return new BigDecimal(negative ? value.negate() : value, scale);
		}
		finally {
			in.bytes[start] ^= (byte) 0x80;
		}
	}

	private static long nines(EventBytes in, int groups, int mask, long value) {
		long result = value;
		for (int group = 0; group < groups; group++) {
			result = digits(in, 9, mask, result);
		}
		return result;
	}

	private static long digits(EventBytes in, int count, int mask, long value) {
		int length = DIGIT_BYTES[count];
		if (length == 0) {
			return value;
		}
		long read = (in.bigEndian(length) ^ mask) & (1L << (length << 3)) - 1;
		return value * POWERS[count] + read;
	}

}
