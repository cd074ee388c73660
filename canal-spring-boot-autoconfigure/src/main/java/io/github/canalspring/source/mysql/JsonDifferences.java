package io.github.canalspring.source.mysql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What MySQL logs of an updated document with
 * {@code binlog_row_value_options=PARTIAL_JSON}: operations, each with the path that it
 * is applied to.
 */
final class JsonDifferences {

	private static final int REPLACE = 0;

	private static final int INSERT = 1;

	private static final int REMOVE = 2;

	private JsonDifferences() {
	}

	/**
	 * Read the differences and apply them.
	 * @param in the differences, behind their length in four bytes
	 * @param before the document before; it is not changed
	 * @return the document after
	 */
	static JsonNode apply(EventBytes in, JsonNode before) {
		int length = in.int32();
		in.check(length);
		int end = in.position + length;
		JsonNode document = before.deepCopy();
		while (in.position < end) {
			int operation = in.uint8();
			List<Object> path = JsonPath.parse(in.utf8(in.packedInt()));
			JsonNode value = (operation != REMOVE) ? JsonDecoder.document(in, in.packedInt()) : null;
			document = changed(document, operation, path, value);
		}
		if (in.position != end) {
			throw new IllegalStateException("The differences of a JSON document go beyond their end");
		}
		return document;
	}

	private static JsonNode changed(JsonNode document, int operation, List<Object> path, @Nullable JsonNode value) {
		if (path.isEmpty()) {
			if (operation != REPLACE || value == null) {
				throw misfit();
			}
			return value;
		}
		JsonNode parent = document;
		for (Object leg : path.subList(0, path.size() - 1)) {
			JsonNode next = (leg instanceof String key) ? parent.get(key) : parent.get(index(parent, (Integer) leg));
			if (next == null) {
				throw misfit();
			}
			parent = next;
		}
		Object leg = path.get(path.size() - 1);
		if (parent instanceof ObjectNode object && leg instanceof String key) {
			change(object, operation, key, value);
		}
		else if (parent instanceof ArrayNode array && leg instanceof Integer index) {
			change(array, operation, index(array, index), value);
		}
		else {
			throw misfit();
		}
		return document;
	}

	private static int index(JsonNode array, int place) {
		return (place < 0) ? array.size() + place : place;
	}

	private static void change(ObjectNode object, int operation, String key, @Nullable JsonNode value) {
		if (object.has(key) == (operation == INSERT)) {
			throw misfit();
		}
		switch (operation) {
			case REPLACE -> object.set(key, value);
			case INSERT -> insert(object, key, value);
			case REMOVE -> object.remove(key);
			default -> throw unknown(operation);
		}
	}

	private static void change(ArrayNode array, int operation, int index, @Nullable JsonNode value) {
		if (operation != INSERT && (index < 0 || index >= array.size())) {
			throw misfit();
		}
		switch (operation) {
			case REPLACE -> array.set(index, value);
			// It may be logged as far beyond one of the ends.
			case INSERT -> array.insert(Math.max(0, Math.min(index, array.size())), value);
			case REMOVE -> array.remove(index);
			default -> throw unknown(operation);
		}
	}

	/**
	 * Add a property where MySQL shows it: short keys come first, those of the same
	 * length in the order of their bytes.
	 */
	private static void insert(ObjectNode object, String key, @Nullable JsonNode value) {
		byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
		List<Map.Entry<String, JsonNode>> behind = new ArrayList<>();
		for (Map.Entry<String, JsonNode> property : object.properties()) {
			byte[] other = property.getKey().getBytes(StandardCharsets.UTF_8);
			if (other.length > bytes.length
					|| other.length == bytes.length && Arrays.compareUnsigned(other, bytes) > 0) {
				behind.add(Map.entry(property.getKey(), property.getValue()));
			}
		}
		behind.forEach((property) -> object.remove(property.getKey()));
		object.set(key, value);
		behind.forEach((property) -> object.set(property.getKey(), property.getValue()));
	}

	private static IllegalStateException misfit() {
		return new IllegalStateException("A difference does not fit the JSON document before");
	}

	private static IllegalStateException unknown(int operation) {
		return new IllegalStateException("Unknown difference of a JSON document: " + operation);
	}

}
