package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.canalspring.sink.SinkException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Looks at indices and makes them. For one thread.
 */
final class IndexRequests {

	private static final Logger log = LoggerFactory.getLogger(IndexRequests.class);

	private static final String MADE_BY = "made-by";

	/** The rebuild that an index was made for. */
	private static final String REBUILD = "canal-rebuild";

	/** What the file was like by which an index was made. */
	private static final String DEFINITION = "canal-definition";

	private static final String US = "canal-spring-boot-starter";

	/** Elasticsearch takes a first line of 4096 bytes. */
	private static final int LONGEST_PATH = 3000;

	private static final Map<String, String> MISSING_ARE_FINE = Map.of("ignore_unavailable", "true");

	private final RestApi api;

	private boolean unsignedLong = true;

	IndexRequests(RestApi api) {
		this.api = api;
	}

	/** Forget what is known of the server, because it may be another one. */
	void reset() {
		this.unsignedLong = true;
	}

	/**
	 * Look at indices.
	 * @param names indices or aliases
	 * @return what is known of each
	 */
	Map<String, Found> look(Collection<String> names) throws InterruptedException {
		Map<String, Found> found = new HashMap<>();
		for (List<String> part : parts(names)) {
			RestAnswer answer = this.api.start("GET", "/" + String.join(",", part), MISSING_ARE_FINE, "").await();
			if (!answer.ok() && answer.status() != 404) {
				throw answer.failure();
			}
			JsonNode indices = answer.ok() ? answer.json() : JsonMapper.shared().createObjectNode();
			part.forEach((name) -> found.put(name, find(name, indices)));
		}
		return found;
	}

	/** Make changes searchable. */
	void refresh(Collection<String> names) throws InterruptedException {
		for (List<String> part : parts(names)) {
			RestAnswer answer = this.api.start("POST", "/" + String.join(",", part) + "/_refresh", MISSING_ARE_FINE, "")
				.await();
			if (!answer.ok()) {
				throw answer.failure();
			}
		}
	}

	private static List<List<String>> parts(Collection<String> names) {
		List<List<String>> parts = new ArrayList<>();
		int length = LONGEST_PATH;
		for (String name : names) {
			if (length + name.length() >= LONGEST_PATH) {
				parts.add(new ArrayList<>());
				length = 0;
			}
			parts.get(parts.size() - 1).add(name);
			length += name.length() + 1;
		}
		return parts;
	}

	private static Found find(String name, JsonNode indices) {
		Set<String> uuids = new TreeSet<>();
		Map<String, String> fields = new HashMap<>();
		JsonNode meta = MissingNode.getInstance();
		boolean ours = true;
		boolean alters = false;
		for (Map.Entry<String, JsonNode> index : indices.properties()) {
			JsonNode content = index.getValue();
			if (index.getKey().equals(name) || content.path("aliases").has(name)) {
				JsonNode mappings = content.path("mappings");
				meta = mappings.path("_meta");
				ours &= US.equals(meta.path(MADE_BY).asString(""));
				alters |= alters(content.path("settings").path("index"), mappings.path("_source"));
				uuids.add(content.path("settings").path("index").path("uuid").asString(""));
				mappings.path("properties")
					.forEachEntry((field, type) -> fields.put(field, type.path("type").asString("object")));
			}
		}
		return new Found(uuids, ours, alters, fields, meta.path(REBUILD).asString(""),
				meta.path(DEFINITION).asString(""));
	}

	private static boolean alters(JsonNode settings, JsonNode source) {
		return Stream.of("default_pipeline", "final_pipeline")
			.map((name) -> settings.path(name).asString("_none"))
			.anyMatch((pipeline) -> !pipeline.equals("_none"))
				|| !settings.path("mapping").path("source").path("mode").asString("stored").equals("stored")
				|| Stream.of("includes", "excludes", "mode", "enabled").anyMatch(source::has);
	}

	/**
	 * Make an index, unless another instance of the application is faster.
	 * @param mapping how
	 * @param index its name
	 * @param fields the fields derived from its table
	 * @param rebuild the rebuild for which it is made, which gives it its aliases;
	 * {@code null} for none
	 */
	void create(ElasticsearchMapping mapping, String index, Map<String, Map<String, Object>> fields,
			@Nullable String rebuild) throws InterruptedException {
		IndexDefinition definition = mapping.definition();
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("settings", definition.settings());
		body.put("mappings", mappings(definition, fields, rebuild));
		if (rebuild == null && definition.alias() != null && getsAlias(mapping, definition.alias())) {
			body.put("aliases", Map.of(definition.alias(), Map.of()));
		}
		RestAnswer answer = this.api.call("PUT", "/" + index, JsonMapper.shared().writeValueAsString(body));
		if (lacksUnsignedLong(answer)) {
			create(mapping, index, fields, rebuild);
		}
		else if (!answer.ok() && !answer.errorType().equals("resource_already_exists_exception")) {
			throw (answer.status() == 400)
					? new SinkException(String.valueOf(answer.failure().getMessage()),
							"Correct the settings, mappings and alias of the index under sinks.elasticsearch.")
					: answer.failure();
		}
	}

	private Map<String, Object> mappings(IndexDefinition definition, Map<String, Map<String, Object>> fields,
			@Nullable String rebuild) {
		Map<String, Object> mappings = new LinkedHashMap<>();
		Map<String, Object> meta = new LinkedHashMap<>();
		if (definition.mappings() != null) {
			definition.mappings().forEachEntry(mappings::put);
			definition.mappings().path("_meta").forEachEntry(meta::put);
		}
		else {
			mappings.putAll(Map.of("dynamic", false, "properties", fields(fields)));
			meta.put(MADE_BY, US);
		}
		if (rebuild != null) {
			meta.put(REBUILD, rebuild);
		}
		if (!definition.isDerived()) {
			meta.put(DEFINITION, definition.fingerprint());
		}
		mappings.put("_meta", meta);
		return mappings;
	}

	/**
	 * One that is on another index stays there until somebody moves it: readers are not
	 * to see an index that is not filled yet, and no row twice.
	 */
	private boolean getsAlias(ElasticsearchMapping mapping, String alias) throws InterruptedException {
		if (mapping.index().isFixed() && this.api.call("HEAD", "/_alias/" + alias, "").ok()) {
			log.info("The alias {} stays where it is; move it when the new index {} is filled", alias, mapping.index());
			return false;
		}
		return true;
	}

	/**
	 * Give an index further fields.
	 * @param index the index
	 * @param fields the fields
	 */
	void extend(String index, Map<String, Map<String, Object>> fields) throws InterruptedException {
		RestAnswer answer = this.api.call("PUT", "/" + index + "/_mapping",
				JsonMapper.shared().writeValueAsString(Map.of("properties", fields(fields))));
		if (lacksUnsignedLong(answer)) {
			extend(index, fields);
		}
		else if (!answer.ok()) {
			throw answer.failure();
		}
	}

	private Map<String, Map<String, Object>> fields(Map<String, Map<String, Object>> fields) {
		Map<String, Map<String, Object>> possible = new LinkedHashMap<>(fields);
		if (!this.unsignedLong) {
			possible.replaceAll((name, type) -> "unsigned_long".equals(type.get("type"))
					? FieldMapping.unsignedLongSubstitute() : type);
		}
		return possible;
	}

	private boolean lacksUnsignedLong(RestAnswer answer) {
		if (answer.ok() || !this.unsignedLong
				|| !answer.json().path("error").path("reason").asString("").contains("[unsigned_long]")) {
			return false;
		}
		log.info("Elasticsearch has no type unsigned_long; BIGINT UNSIGNED becomes long with a keyword subfield");
		this.unsignedLong = false;
		return true;
	}

	/**
	 * What there is under a name.
	 *
	 * @param uuids the identities of the indices, which others of the same name do not
	 * have; empty if there is none
	 * @param ours whether all were made here and have their fields derived from tables;
	 * also if there is none
	 * @param alters whether one of them keeps documents otherwise than they are sent
	 * @param fields the types of the fields that there are
	 * @param rebuild the rebuild that it was made for; empty for none
	 * @param definition the fingerprint of the definition that it was made by; empty if
	 * that is not known
	 */
	record Found(Set<String> uuids, boolean ours, boolean alters, Map<String, String> fields, String rebuild,
			String definition) {

		boolean exists() {
			return !this.uuids.isEmpty();
		}

		String uuid() {
			return String.join(",", this.uuids);
		}

	}

}
