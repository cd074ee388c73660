package io.github.canalspring.message;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import tools.jackson.databind.JsonNode;

/**
 * Reads values that are carried as a {@link DebeziumType} says.
 */
@FunctionalInterface
interface DebeziumDecoder {

	/**
	 * Read a value that is not {@code NULL}.
	 * @param node the value
	 * @return what a row holds
	 */
	Object decode(JsonNode node);

	static DebeziumDecoder of(DebeziumType type, Column column) {
		return switch (type.name().substring(type.name().lastIndexOf('.') + 1)) {
			case "Decimal" -> decimal(Integer.parseInt(type.parameters().getOrDefault("scale", "0")), column);
			case "Bits" -> (node) -> JsonValues.reversed(JsonValues.binary(node));
			case "Date" -> (node) -> LocalDate.ofEpochDay(node.longValue());
			case "Time" -> (node) -> Duration.ofMillis(node.longValue());
			case "MicroTime" -> (node) -> Duration.of(node.longValue(), ChronoUnit.MICROS);
			case "NanoTime" -> (node) -> Duration.ofNanos(node.longValue());
			case "Timestamp" -> (node) -> time(node.longValue(), 1_000);
			case "MicroTimestamp" -> (node) -> time(node.longValue(), 1_000_000);
			case "NanoTimestamp" -> (node) -> time(node.longValue(), 1_000_000_000);
			case "ZonedTimestamp" -> (node) -> OffsetDateTime.parse(node.stringValue()).toInstant();
			case "Json" -> (node) -> JsonMembers.MAPPER.readTree(node.stringValue());
			case "Geometry", "Point", "Geography" ->
				(node) -> JsonValues.geometry(node.path("srid").asInt(0), JsonValues.binary(node.path("wkb")));
			case "FloatVector", "DoubleVector" -> JsonValues::vector;
			default -> plain(type, column);
		};
	}

	private static DebeziumDecoder decimal(int scale, Column column) {
		if (column.type() == ColumnType.BIGINT) {
			return (node) -> new BigInteger(JsonValues.binary(node));
		}
		return (node) -> new BigDecimal(new BigInteger(JsonValues.binary(node)), scale);
	}

	private static LocalDateTime time(long number, int perSecond) {
		return LocalDateTime.ofEpochSecond(Math.floorDiv(number, perSecond),
				Math.floorMod(number, perSecond) * (1_000_000_000 / perSecond), ZoneOffset.UTC);
	}

	private static DebeziumDecoder plain(DebeziumType type, Column column) {
		return switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> (node) -> JsonValues.whole(node, column);
			case DECIMAL, FLOAT, DOUBLE -> (node) -> JsonValues.fractional(node, column);
			case BIT -> JsonNode::booleanValue;
			case BINARY -> type.type().equals("bytes") ? JsonValues::binary : JsonNode::stringValue;
			default -> JsonNode::stringValue;
		};
	}

}
