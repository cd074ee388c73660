package io.github.canalspring.sink.elasticsearch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.source.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The indices that are written to. Those that are missing are made, and get a field when
 * their table gets a column; those that somebody else made are used as they are. For one
 * thread.
 */
final class Indices {

	private static final Logger log = LoggerFactory.getLogger(Indices.class);

	private static final String MADE_BY = "made-by";

	private static final String US = "canal-spring-boot-starter";

	private final RestApi api;

	/** Per index the fields that it has; none to add where it is somebody else's. */
	private final Map<String, Set<String>> fields = new HashMap<>();

	private final Set<String> foreign = new HashSet<>();

	private boolean unsignedLong = true;

	Indices(RestApi api) {
		this.api = api;
	}

	/**
	 * Forget what is known, because the server may have changed.
	 */
	void reset() {
		this.fields.clear();
		this.foreign.clear();
		this.unsignedLong = true;
	}

	/**
	 * The indices that were seen or made.
	 * @return their names
	 */
	Set<String> names() {
		return this.fields.keySet();
	}

	/**
	 * Look for an index.
	 * @param index the index or alias
	 * @return whether it is there
	 */
	boolean exists(String index) throws InterruptedException {
		if (this.fields.containsKey(index)) {
			return true;
		}
		RestAnswer answer = this.api.call("GET", "/" + index + "/_mapping", "");
		if (answer.status() == 404) {
			return false;
		}
		if (!answer.ok()) {
			throw answer.failure();
		}
		Set<String> found = new HashSet<>();
		for (JsonNode concrete : answer.json()) {
			JsonNode mappings = concrete.path("mappings");
			if (!US.equals(mappings.path("_meta").path(MADE_BY).asString(""))) {
				this.foreign.add(index);
			}
			found.addAll(mappings.path("properties").propertyNames());
		}
		this.fields.put(index, found);
		return true;
	}

	/**
	 * Make an index if it is missing, or add the fields that it is missing, if it was
	 * made here.
	 * @param mapping the mapping that writes to it
	 * @param table the table
	 */
	void prepare(ElasticsearchMapping mapping, TableSchema table) throws InterruptedException {
		boolean exists = exists(mapping.index());
		if (exists && this.foreign.contains(mapping.index())) {
			return;
		}
		Map<String, Map<String, Object>> missing = new LinkedHashMap<>(FieldMapping.of(table, mapping.fields()));
		if (exists) {
			missing.keySet().removeAll(known(mapping.index()));
			if (missing.isEmpty()) {
				return;
			}
		}
		put(mapping.index(), exists, missing);
		log.info("{} index {} for table {} with fields {}", exists ? "Extended" : "Created", mapping.index(),
				table.id(), missing.keySet());
		known(mapping.index()).addAll(missing.keySet());
	}

	private Set<String> known(String index) {
		return this.fields.computeIfAbsent(index, (name) -> new HashSet<>());
	}

	private void put(String index, boolean exists, Map<String, Map<String, Object>> missing)
			throws InterruptedException {
		if (!this.unsignedLong) {
			missing.replaceAll((name, type) -> "unsigned_long".equals(type.get("type"))
					? FieldMapping.unsignedLongSubstitute() : type);
		}
		RestAnswer answer = this.api.call("PUT", "/" + index + (exists ? "/_mapping" : ""), body(exists, missing));
		if (answer.ok()) {
			return;
		}
		if (this.unsignedLong && answer.json().path("error").path("reason").asString("").contains("[unsigned_long]")) {
			log.info("Elasticsearch has no type unsigned_long; BIGINT UNSIGNED becomes long with a keyword subfield");
			this.unsignedLong = false;
			put(index, exists, missing);
		}
		// Another instance of the application may have been faster.
		else if (!answer.errorType().equals("resource_already_exists_exception")) {
			throw answer.failure();
		}
	}

	private static String body(boolean exists, Map<String, Map<String, Object>> missing) {
		Map<String, Object> properties = Map.of("properties", missing);
		return JsonMapper.shared()
			.writeValueAsString(exists ? properties : Map.of("mappings",
					Map.of("_meta", Map.of(MADE_BY, US), "dynamic", false, "properties", missing)));
	}

}
