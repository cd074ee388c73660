package io.github.canalspring.sink;

import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares JSON documents by what they say: neither the order of fields matters nor how a
 * number is written.
 */
public final class JsonDifference {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final int MOST_NAMES = 10;

	private JsonDifference() {
	}

	/**
	 * Read a document, with its numbers exact.
	 * @param json the text in UTF-8
	 * @return the document
	 * @throws JacksonException if it is none
	 */
	public static JsonNode read(byte[] json) {
		return MAPPER.readTree(json);
	}

	/**
	 * Compare a text with a document.
	 * @param expected the document as it should be
	 * @param found what is there
	 * @return what differs, without values; {@code null} if nothing does
	 */
	public static @Nullable String between(byte[] expected, byte[] found) {
		try {
			return between(read(expected), read(found));
		}
		catch (JacksonException ex) {
			return "no JSON";
		}
	}

	/**
	 * Compare documents.
	 * @param expected the document as it should be
	 * @param found what is there
	 * @return what differs, without values; {@code null} if nothing does
	 */
	public static @Nullable String between(JsonNode expected, JsonNode found) {
		if (isSame(expected, found)) {
			return null;
		}
		if (!expected.isObject() || !found.isObject()) {
			return "no JSON object";
		}
		Set<String> names = new TreeSet<>(expected.propertyNames());
		names.addAll(found.propertyNames());
		names.removeIf((name) -> {
			JsonNode one = expected.get(name);
			JsonNode other = found.get(name);
			return one != null && other != null && isSame(one, other);
		});
		return "fields " + String.join(", ", names.stream().limit(MOST_NAMES).toList())
				+ ((names.size() > MOST_NAMES) ? ", ..." : "");
	}

	private static boolean isSame(JsonNode one, JsonNode other) {
		if (one.isNumber() && other.isNumber()) {
			return one.decimalValue().compareTo(other.decimalValue()) == 0;
		}
		if (one.isObject() && other.isObject()) {
			return one.size() == other.size() && one.properties()
				.stream()
				.allMatch((member) -> other.has(member.getKey())
						&& isSame(member.getValue(), Objects.requireNonNull(other.get(member.getKey()))));
		}
		if (one.isArray() && other.isArray()) {
			Iterator<JsonNode> others = other.iterator();
			return one.size() == other.size()
					&& one.valueStream().allMatch((element) -> isSame(element, others.next()));
		}
		return one.equals(other);
	}

}
