package io.github.canalspring.message;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The members of a JSON object: some as trees, others as the bytes they are, for what is
 * the same in every message is not read each time.
 */
final class JsonMembers {

	static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final Map<String, JsonNode> trees = new HashMap<>();

	private final Map<String, ByteBuffer> bytes = new HashMap<>();

	private JsonMembers() {
	}

	/**
	 * Read an object.
	 * @param json the object in UTF-8
	 * @param untouched the members that are left as bytes
	 * @return the members
	 * @throws UnreadableMessageException if it is no object
	 */
	static JsonMembers read(byte[] json, Set<String> untouched) {
		try (JsonParser parser = MAPPER.createParser(json)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new UnreadableMessageException("It is no JSON object");
			}
			JsonMembers members = new JsonMembers();
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				JsonToken value = parser.nextToken();
				if (untouched.contains(name) && value != JsonToken.VALUE_NULL) {
					int start = (int) parser.currentTokenLocation().getByteOffset();
					parser.skipChildren();
					int end = (int) parser.currentLocation().getByteOffset();
					members.bytes.put(name, ByteBuffer.wrap(json, start, end - start).slice());
				}
				else {
					members.trees.put(name, parser.readValueAsTree());
				}
			}
			return members;
		}
		catch (JacksonException ex) {
			throw unreadable(ex);
		}
	}

	static JsonNode tree(byte[] json) {
		return tree(ByteBuffer.wrap(json));
	}

	static JsonNode tree(ByteBuffer json) {
		try {
			return MAPPER.readTree(json.array(), json.arrayOffset() + json.position(), json.remaining());
		}
		catch (JacksonException ex) {
			throw unreadable(ex);
		}
	}

	/** Without the parser's message, which shows what it stumbled over. */
	private static UnreadableMessageException unreadable(JacksonException ex) {
		return new UnreadableMessageException("It is no JSON"
				+ ((ex.getLocation() != null) ? ": byte " + ex.getLocation().getByteOffset() + " cannot be read" : ""));
	}

	/** A member; a missing node if there is none. */
	JsonNode get(String name) {
		JsonNode tree = this.trees.get(name);
		return (tree != null) ? tree : MAPPER.missingNode();
	}

	/** A text that must be there. */
	String text(String name) {
		JsonNode node = get(name);
		if (!node.isString()) {
			throw new UnreadableMessageException("It has no text '" + name + "'");
		}
		return node.stringValue();
	}

	/** One of the members that were left as they are; {@code null} if there is none. */
	@Nullable ByteBuffer bytes(String name) {
		return this.bytes.get(name);
	}

}
