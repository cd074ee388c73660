package io.github.canalspring.message;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.canalspring.message.TableFields.ValueWriter;
import io.github.canalspring.sink.ColumnText;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TextDecoder;
import io.github.canalspring.source.TextEncoder;
import tools.jackson.databind.JsonNode;

/**
 * Values as Maxwell writes them, and back where the column is known.
 */
final class MaxwellValues {

	private MaxwellValues() {
	}

	static ValueWriter writer(Column column) {
		return switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, FLOAT, DOUBLE ->
				(value, json) -> json.raw(value.toString());
			case DECIMAL, BIT -> {
				TextEncoder encoder = TextEncoder.of(column, ZoneOffset.UTC);
				yield (value, json) -> json.raw(encoder.encode(value));
			}
			case SET -> MaxwellValues::labels;
			case DATETIME, TIMESTAMP, TIME -> {
				TextEncoder encoder = TextEncoder.of(column, ZoneOffset.UTC);
				yield (value, json) -> json.text(encoder.encode(value));
			}
			case GEOMETRY -> (value, json) -> json.text(WellKnownText.of((byte[]) value));
			case JSON, VECTOR ->
				(value, json) -> json.raw((value instanceof JsonNode node) ? JsonMembers.MAPPER.writeValueAsBytes(node)
						: ColumnText.of(value).getBytes(StandardCharsets.US_ASCII));
			case DATE, TEXT, BINARY, ENUM -> (value, json) -> json.text(ColumnText.of(value));
		};
	}

	private static void labels(Object value, JsonBytes json) {
		String joined = value.toString();
		char before = '[';
		for (String label : joined.isEmpty() ? List.<String>of() : List.of(joined.split(","))) {
			json.raw(before);
			json.text(label);
			before = ',';
		}
		json.raw((before == '[') ? "[]" : "]");
	}

	/** What reads a column, of which {@link #column} has been taken. */
	static Function<JsonNode, Object> reader(Column column) {
		return switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> (node) -> JsonValues.whole(node, column);
			case DECIMAL, FLOAT, DOUBLE -> (node) -> JsonValues.fractional(node, column);
			case SET -> (node) -> node.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
			case BINARY -> JsonValues::binary;
			case JSON -> (node) -> node;
			case VECTOR -> JsonValues::vector;
			case TEXT, ENUM -> JsonNode::asString;
			default -> {
				TextDecoder decoder = TextDecoder.of(column, ZoneOffset.UTC);
				yield (node) -> decoder.decode(node.asString());
			}
		};
	}

	/** A geometry is text here, and stays it: its coordinate system is lost. */
	static Column column(Column column) {
		return (column.type() == ColumnType.GEOMETRY)
				? new Column(column.name(), ColumnType.TEXT, false, 0, 0, column.nullable(), List.of()) : column;
	}

}
