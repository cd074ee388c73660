package io.github.canalspring.sink.handler;

import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

/**
 * Conversions between numbers, exact or not at all.
 */
final class Numbers {

	private Numbers() {
	}

	static @Nullable Object toByte(Object value) {
		Long number = toLong(value);
		return (number != null && number.byteValue() == number) ? (Object) number.byteValue() : null;
	}

	static @Nullable Object toShort(Object value) {
		Long number = toLong(value);
		return (number != null && number.shortValue() == number) ? (Object) number.shortValue() : null;
	}

	static @Nullable Object toInteger(Object value) {
		Long number = toLong(value);
		return (number != null && number.intValue() == number) ? (Object) number.intValue() : null;
	}

	static @Nullable Long toLong(Object value) {
		if (value instanceof Integer || value instanceof Long) {
			return ((Number) value).longValue();
		}
		BigDecimal number = toBigDecimal(value);
		if (number == null) {
			return null;
		}
		try {
			return number.longValueExact();
		}
		catch (ArithmeticException ex) {
			return null;
		}
	}

	static @Nullable BigInteger toBigInteger(Object value) {
		BigDecimal number = toBigDecimal(value);
		try {
			return (number != null) ? number.toBigIntegerExact() : null;
		}
		catch (ArithmeticException ex) {
			return null;
		}
	}

	static @Nullable BigDecimal toBigDecimal(Object value) {
		if (value instanceof BigDecimal number) {
			return number;
		}
		if (value instanceof Integer || value instanceof Long) {
			return BigDecimal.valueOf(((Number) value).longValue());
		}
		if (value instanceof BigInteger number) {
			return new BigDecimal(number);
		}
		// Through the text, because 0.1 in a FLOAT column is to be 0.1 here too.
		return ((value instanceof Float || value instanceof Double) && Double.isFinite(((Number) value).doubleValue()))
				? new BigDecimal(value.toString()) : null;
	}

	static @Nullable Object toDouble(Object value) {
		BigDecimal number = toBigDecimal(value);
		double result = (number != null) ? number.doubleValue() : Double.NaN;
		return (Double.isFinite(result) && number.compareTo(new BigDecimal(Double.toString(result))) == 0)
				? (Object) result : null;
	}

	static @Nullable Object toFloat(Object value) {
		BigDecimal number = toBigDecimal(value);
		float result = (number != null) ? number.floatValue() : Float.NaN;
		return (Float.isFinite(result) && number.compareTo(new BigDecimal(Float.toString(result))) == 0)
				? (Object) result : null;
	}

	/** As MySQL's {@code BOOL}, which is a number, is meant: zero is false. */
	static @Nullable Object toBoolean(Object value) {
		return (value instanceof Integer || value instanceof Long) ? (Object) (((Number) value).longValue() != 0)
				: null;
	}

}
