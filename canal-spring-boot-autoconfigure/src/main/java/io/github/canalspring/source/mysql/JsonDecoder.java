package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * MySQL's binary JSON. Offsets within a document count from the start of the object or
 * array that they are in.
 */
final class JsonDecoder {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private static final int LITERAL = 4;

	private JsonDecoder() {
	}

	static ColumnDecoder column(int lengthBytes) {
		return (bytes, start) -> {
			int length = Octets.length(bytes, start, lengthBytes);
			int from = start + lengthBytes;
			return document(new EventBytes().wrap(bytes, from, from + length), length);
		};
	}

	static JsonNode document(EventBytes in, int length) {
		in.check(length);
		int end = in.position + length;
		// MySQL reads no bytes at all as null: what INSERT IGNORE leaves in a NOT NULL
		// column.
		JsonNode node = (length == 0) ? NODES.nullNode() : value(in, in.uint8(), in.position);
		in.position = end;
		return node;
	}

	private static JsonNode value(EventBytes in, int type, int start) {
		in.position = start;
		return switch (type) {
			case 0 -> object(in, start, false);
			case 1 -> object(in, start, true);
			case 2 -> array(in, start, false);
			case 3 -> array(in, start, true);
			case LITERAL -> literal(in.uint8());
			case 5 -> NODES.numberNode((int) (short) in.uint16());
			case 6 -> NODES.numberNode(in.uint16());
			case 7 -> NODES.numberNode(in.int32());
			case 8 -> NODES.numberNode(in.uint32());
			case 9 -> NODES.numberNode(in.int64());
			case 10 -> NODES.numberNode(NumberDecoders.unsigned(in.int64()));
			case 11 -> NODES.numberNode(Double.longBitsToDouble(in.int64()));
			case 12 -> NODES.stringNode(in.utf8(length(in)));
			case 15 -> opaque(in);
			default -> throw new IllegalStateException("Unknown type of JSON value: " + type);
		};
	}

	private static JsonNode literal(int literal) {
		return switch (literal) {
			case 0 -> NODES.nullNode();
			case 1 -> NODES.booleanNode(true);
			case 2 -> NODES.booleanNode(false);
			default -> throw new IllegalStateException("Unknown JSON literal: " + literal);
		};
	}

	private static ObjectNode object(EventBytes in, int start, boolean large) {
		int count = offset(in, large);
		offset(in, large);
		int keys = in.position;
		int keySize = large ? 6 : 4;
		int values = keys + count * keySize;
		ObjectNode object = NODES.objectNode();
		for (int index = 0; index < count; index++) {
			in.position = keys + index * keySize;
			int keyStart = start + offset(in, large);
			int keyLength = in.uint16();
			in.position = keyStart;
			String key = in.utf8(keyLength);
			object.set(key, element(in, start, values + index * (large ? 5 : 3), large));
		}
		return object;
	}

	private static ArrayNode array(EventBytes in, int start, boolean large) {
		int count = offset(in, large);
		offset(in, large);
		int values = in.position;
		ArrayNode array = NODES.arrayNode(count);
		for (int index = 0; index < count; index++) {
			array.add(element(in, start, values + index * (large ? 5 : 3), large));
		}
		return array;
	}

	/**
	 * Small values stand in the entry itself, the others where it points.
	 */
	private static JsonNode element(EventBytes in, int start, int entry, boolean large) {
		in.position = entry;
		int type = in.uint8();
		boolean inlined = type >= LITERAL && type <= 6 || large && (type == 7 || type == 8);
		return value(in, type, inlined ? entry + 1 : start + offset(in, large));
	}

	private static int offset(EventBytes in, boolean large) {
		return large ? in.int32() : in.uint16();
	}

	/**
	 * Seven bits a byte, the highest tells that more follow.
	 */
	private static int length(EventBytes in) {
		int length = 0;
		for (int shift = 0; shift < 35; shift += 7) {
			int next = in.uint8();
			length |= (next & 0x7F) << shift;
			if (next < 0x80) {
				return length;
			}
		}
		throw new IllegalStateException("A length in a JSON value does not end");
	}

	private static JsonNode opaque(EventBytes in) {
		int type = in.uint8();
		int length = length(in);
		in.check(length);
		return switch (type) {
			case WireColumn.NEWDECIMAL -> decimal(in);
			case WireColumn.DATE, WireColumn.DATETIME, WireColumn.TIMESTAMP -> NODES.stringNode(dateTime(in, type));
			case WireColumn.TIME -> NODES.stringNode(time(in));
			default ->
				NODES.stringNode("base64:type" + type + ":" + Base64.getEncoder().encodeToString(in.array(length)));
		};
	}

	private static JsonNode decimal(EventBytes in) {
		int precision = in.uint8();
		int scale = in.uint8();
		return NODES.numberNode((BigDecimal) NumberDecoders.decimal(precision, scale).decode(in.bytes, in.position));
	}

	private static String dateTime(EventBytes in, int type) {
		long packed = in.int64();
		int micros = (int) (packed & 0xFFFFFF);
		long clock = packed >> 24;
		long day = clock >> 17;
		String date = String.format("%04d-%02d-%02d", (day >> 5) / 13, (day >> 5) % 13, day & 31);
		return (type == WireColumn.DATE) ? date
				: date + String.format(" %02d:%02d:%02d.%06d", clock >> 12 & 31, clock >> 6 & 63, clock & 63, micros);
	}

	private static String time(EventBytes in) {
		long packed = in.int64();
		long absolute = Math.abs(packed);
		Duration time = TemporalDecoders.time(false, absolute >> 24, (int) (absolute & 0xFFFFFF));
		return String.format("%s%02d:%02d:%02d.%06d", (packed < 0) ? "-" : "", time.toHours(), time.toMinutesPart(),
				time.toSecondsPart(), time.toNanosPart() / 1000);
	}

}
