package io.github.canalspring.parking;

import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes the values of rows, each behind the letter of its Java type, so that
 * {@link ValueInput} gives back equal ones of the same types.
 */
final class ValueOutput {

	private final DataOutputStream out;

	ValueOutput(DataOutputStream out) {
		this.out = out;
	}

	void write(@Nullable Object value) throws IOException {
		if (value == null) {
			this.out.writeByte('0');
		}
		else if (value instanceof String text) {
			tag('s').text(text);
		}
		else if (value instanceof Number number) {
			number(number);
		}
		else if (value instanceof Boolean bool) {
			this.out.writeByte(bool ? 't' : 'f');
		}
		else if (value instanceof byte[] bytes) {
			tag('y').bytes(bytes);
		}
		else if (value instanceof float[] vector) {
			tag('v').vector(vector);
		}
		else if (value instanceof JsonNode node) {
			tag('j').json(node);
		}
		else {
			time(value);
		}
	}

	private void number(Number number) throws IOException {
		if (number instanceof Integer value) {
			tag('i').out.writeInt(value);
		}
		else if (number instanceof Long value) {
			tag('l').out.writeLong(value);
		}
		else if (number instanceof BigInteger value) {
			tag('b').bytes(value.toByteArray());
		}
		else if (number instanceof BigDecimal value) {
			tag('d').out.writeInt(value.scale());
			bytes(value.unscaledValue().toByteArray());
		}
		else if (number instanceof Float value) {
			tag('F').out.writeInt(Float.floatToRawIntBits(value));
		}
		else if (number instanceof Double value) {
			tag('D').out.writeLong(Double.doubleToRawLongBits(value));
		}
		else {
			throw unknown(number);
		}
	}

	private void time(Object value) throws IOException {
		if (value instanceof LocalDate date) {
			tag('a').out.writeLong(date.toEpochDay());
		}
		else if (value instanceof LocalDateTime time) {
			tag('e').out.writeLong(time.toLocalDate().toEpochDay());
			this.out.writeLong(time.toLocalTime().toNanoOfDay());
		}
		else if (value instanceof Instant instant) {
			tag('n').out.writeLong(instant.getEpochSecond());
			this.out.writeInt(instant.getNano());
		}
		else if (value instanceof Duration duration) {
			tag('u').out.writeLong(duration.getSeconds());
			this.out.writeInt(duration.getNano());
		}
		else {
			throw unknown(value);
		}
	}

	private void json(JsonNode node) throws IOException {
		if (node.isObject()) {
			tag('{').out.writeInt(node.size());
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				text(property.getKey());
				json(property.getValue());
			}
		}
		else if (node.isArray()) {
			tag('[').out.writeInt(node.size());
			for (JsonNode element : node) {
				json(element);
			}
		}
		else if (node.isNumber()) {
			number(node.numberValue());
		}
		else if (node.isString() || node.isBoolean() || node.isNull()) {
			write(node.isString() ? node.stringValue() : node.isNull() ? null : (Object) node.booleanValue());
		}
		else {
			throw unknown(node);
		}
	}

	void text(String text) throws IOException {
		bytes(text.getBytes(StandardCharsets.UTF_8));
	}

	private void bytes(byte[] bytes) throws IOException {
		this.out.writeInt(bytes.length);
		this.out.write(bytes);
	}

	private void vector(float[] vector) throws IOException {
		this.out.writeInt(vector.length);
		for (float number : vector) {
			this.out.writeInt(Float.floatToRawIntBits(number));
		}
	}

	private ValueOutput tag(char tag) throws IOException {
		this.out.writeByte(tag);
		return this;
	}

	private static IllegalArgumentException unknown(Object value) {
		return new IllegalArgumentException("A row does not hold values of " + value.getClass().getName());
	}

}
