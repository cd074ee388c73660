package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How an index is made when it is missing.
 *
 * @param alias an alias that it gets; {@code null} for none
 * @param settings its settings; an empty object for Elasticsearch's own
 * @param mappings its mappings; {@code null} to derive them from the table
 */
public record IndexDefinition(@Nullable String alias, JsonNode settings, @Nullable JsonNode mappings) {

	/** Derived from the table, without an alias. */
	public static final IndexDefinition DERIVED = new IndexDefinition(null, JsonNodeFactory.instance.objectNode(),
			null);

	private static final Set<String> PARTS = Set.of("settings", "mappings");

	/**
	 * Read the body that Elasticsearch takes to create an index.
	 * @param json an object with {@code settings}, {@code mappings} or both
	 * @return the definition
	 * @throws IllegalArgumentException if it is something else
	 */
	public static IndexDefinition parse(byte[] json) {
		JsonNode body = read(json);
		Set<String> unknown = new TreeSet<>(body.propertyNames());
		unknown.removeAll(PARTS);
		if (!body.isObject() || !unknown.isEmpty()) {
			throw new IllegalArgumentException("It holds "
					+ (body.isObject() ? "the properties " + unknown : "no JSON object")
					+ ". Write an object with \"settings\", \"mappings\" or both, as Elasticsearch takes it to create "
					+ "an index");
		}
		for (JsonNode part : body) {
			if (!part.isObject()) {
				throw new IllegalArgumentException(
						"Its settings or mappings are no JSON object. Write both as objects, or leave one out");
			}
		}
		return new IndexDefinition(null, body.has("settings") ? body.get("settings") : DERIVED.settings(),
				body.get("mappings"));
	}

	/**
	 * The same with an alias.
	 * @param name an alias that the index gets; {@code null} for none
	 * @return the definition
	 */
	public IndexDefinition withAlias(@Nullable String name) {
		return new IndexDefinition(name, this.settings, this.mappings);
	}

	/** Whether it says nothing but what is derived from the table. */
	boolean isDerived() {
		return this.mappings == null && this.settings.isEmpty();
	}

	/** Tells it from any other, as far as an index cannot be changed to it. */
	String fingerprint() {
		CRC32 checksum = new CRC32();
		checksum.update((this.settings + "\n" + this.mappings).getBytes(StandardCharsets.UTF_8));
		return Long.toHexString(checksum.getValue());
	}

	private static JsonNode read(byte[] json) {
		try {
			return JsonMapper.shared().readTree(json);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"It is not JSON at line " + ex.getLocation().getLineNr() + ", column "
							+ ex.getLocation().getColumnNr() + ". Write an object with \"settings\" and \"mappings\"",
					ex);
		}
	}

}
