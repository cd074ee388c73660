package io.github.canalspring.message;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

import io.github.canalspring.source.Column;
import tools.jackson.databind.JsonNode;

/**
 * Values of rows out of JSON that is not text.
 */
final class JsonValues {

	private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

	private JsonValues() {
	}

	/** A whole number as the column's type has it. */
	static Object whole(JsonNode node, Column column) {
		if (node.isBoolean()) {
			return node.booleanValue() ? 1 : 0;
		}
		BigInteger number = new BigDecimal(node.asString()).toBigIntegerExact();
		return switch (column.type()) {
			case BIGINT -> column.unsigned() ? ((number.signum() < 0) ? number.add(UNSIGNED) : number)
					: (Object) number.longValueExact();
			case INT -> column.unsigned() ? (Object) number.longValueExact() : (Object) number.intValueExact();
			default -> number.intValueExact();
		};
	}

	/** A number with a fraction as the column's type has it. */
	static Object fractional(JsonNode node, Column column) {
		return switch (column.type()) {
			case DECIMAL -> new BigDecimal(node.asString()).setScale(column.scale(), RoundingMode.HALF_UP);
			case FLOAT -> Float.valueOf(node.asString());
			default -> Double.valueOf(node.asString());
		};
	}

	static byte[] binary(JsonNode node) {
		return Base64.getDecoder().decode(node.asString());
	}

	static float[] vector(JsonNode node) {
		float[] vector = new float[node.size()];
		for (int index = 0; index < vector.length; index++) {
			vector[index] = Float.parseFloat(node.get(index).asString());
		}
		return vector;
	}

	/** Bits, of which Debezium has the lowest first. */
	static byte[] reversed(byte[] bytes) {
		byte[] reversed = new byte[bytes.length];
		for (int index = 0; index < bytes.length; index++) {
			reversed[index] = bytes[bytes.length - 1 - index];
		}
		return reversed;
	}

	/** A geometry as MySQL keeps it: the coordinate system before well-known binary. */
	static byte[] geometry(int system, byte[] binary) {
		return ByteBuffer.allocate(Integer.BYTES + binary.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(system)
			.put(binary)
			.array();
	}

}
