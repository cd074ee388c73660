package io.github.canalspring.parking;

import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what {@link ValueOutput} wrote.
 */
final class ValueInput {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private final DataInputStream in;

	ValueInput(DataInputStream in) {
		this.in = in;
	}

	@Nullable Object read() throws IOException {
		return value(this.in.readByte());
	}

	private @Nullable Object value(int tag) throws IOException {
		return switch (tag) {
			case '0' -> null;
			case 's' -> text();
			case 't' -> true;
			case 'f' -> false;
			case 'i' -> this.in.readInt();
			case 'l' -> this.in.readLong();
			case 'b' -> new BigInteger(bytes());
			case 'd' -> decimal();
			case 'F' -> Float.intBitsToFloat(this.in.readInt());
			case 'D' -> Double.longBitsToDouble(this.in.readLong());
			case 'y' -> bytes();
			case 'v' -> vector();
			case 'j' -> json();
			case 'a' -> LocalDate.ofEpochDay(this.in.readLong());
			case 'e' ->
				LocalDateTime.of(LocalDate.ofEpochDay(this.in.readLong()), LocalTime.ofNanoOfDay(this.in.readLong()));
			case 'n' -> Instant.ofEpochSecond(this.in.readLong(), this.in.readInt());
			case 'u' -> Duration.ofSeconds(this.in.readLong(), this.in.readInt());
			default -> throw new IOException("No value begins with " + tag);
		};
	}

	private JsonNode json() throws IOException {
		int tag = this.in.readByte();
		return switch (tag) {
			case '{' -> object();
			case '[' -> array();
			case '0' -> NODES.nullNode();
			case 's' -> NODES.stringNode(text());
			case 't' -> NODES.booleanNode(true);
			case 'f' -> NODES.booleanNode(false);
			case 'i' -> NODES.numberNode(this.in.readInt());
			case 'l' -> NODES.numberNode(this.in.readLong());
			case 'b' -> NODES.numberNode(new BigInteger(bytes()));
			case 'd' -> NODES.numberNode(decimal());
			case 'F' -> NODES.numberNode(Float.intBitsToFloat(this.in.readInt()));
			case 'D' -> NODES.numberNode(Double.longBitsToDouble(this.in.readLong()));
			default -> throw new IOException("No JSON value begins with " + tag);
		};
	}

	private ObjectNode object() throws IOException {
		ObjectNode object = NODES.objectNode();
		for (int left = this.in.readInt(); left > 0; left--) {
			object.set(text(), json());
		}
		return object;
	}

	private ArrayNode array() throws IOException {
		ArrayNode array = NODES.arrayNode();
		for (int left = this.in.readInt(); left > 0; left--) {
			array.add(json());
		}
		return array;
	}

	private BigDecimal decimal() throws IOException {
		int scale = this.in.readInt();
		return new BigDecimal(new BigInteger(bytes()), scale);
	}

	String text() throws IOException {
		return new String(bytes(), StandardCharsets.UTF_8);
	}

	private byte[] bytes() throws IOException {
		byte[] bytes = new byte[this.in.readInt()];
		this.in.readFully(bytes);
		return bytes;
	}

	private float[] vector() throws IOException {
		float[] vector = new float[this.in.readInt()];
		for (int index = 0; index < vector.length; index++) {
			vector[index] = Float.intBitsToFloat(this.in.readInt());
		}
		return vector;
	}

}
