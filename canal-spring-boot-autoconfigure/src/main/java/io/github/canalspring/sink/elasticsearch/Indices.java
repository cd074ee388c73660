package io.github.canalspring.sink.elasticsearch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.canalspring.sink.CheckpointLostException;
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

	private final Map<String, Known> known = new HashMap<>();

	private boolean unsignedLong = true;

	Indices(RestApi api) {
		this.api = api;
	}

	/**
	 * Forget what is known, because the server may have changed.
	 */
	void reset() {
		this.known.clear();
		this.unsignedLong = true;
	}

	/**
	 * The identity of an index, which another one of the same name does not have.
	 * @param index the index or alias
	 * @return its UUID; of an alias, those of all its indices; empty if it is missing
	 */
	String uuid(String index) throws InterruptedException {
		return known(index).uuid();
	}

	/**
	 * The indices that were looked for.
	 * @return their UUIDs by name, empty for those that are missing
	 */
	Map<String, String> uuids() {
		Map<String, String> uuids = new HashMap<>();
		this.known.forEach((index, state) -> uuids.put(index, state.uuid()));
		return uuids;
	}

	private Known known(String index) throws InterruptedException {
		Known state = this.known.get(index);
		if (state == null) {
			state = look(index);
			this.known.put(index, state);
		}
		return state;
	}

	private Known look(String index) throws InterruptedException {
		RestAnswer answer = this.api.call("GET", "/" + index, "");
		if (answer.status() == 404) {
			return new Known("", true, Set.of());
		}
		if (!answer.ok()) {
			throw answer.failure();
		}
		boolean ours = true;
		Set<String> uuids = new TreeSet<>();
		Set<String> fields = new HashSet<>();
		for (JsonNode concrete : answer.json()) {
			JsonNode mappings = concrete.path("mappings");
			ours &= US.equals(mappings.path("_meta").path(MADE_BY).asString(""));
			uuids.add(concrete.path("settings").path("index").path("uuid").asString(""));
			fields.addAll(mappings.path("properties").propertyNames());
		}
		return new Known(String.join(",", uuids), ours, fields);
	}

	/**
	 * Check that the indices are still the same. A write to one that was deleted makes a
	 * new one, silently and with guessed types.
	 * @throws CheckpointLostException if one is not
	 */
	void verify() throws InterruptedException {
		for (Map.Entry<String, Known> entry : this.known.entrySet()) {
			String uuid = entry.getValue().uuid();
			if (!uuid.isEmpty() && !look(entry.getKey()).uuid().equals(uuid)) {
				throw new CheckpointLostException(
						"The index " + entry.getKey() + " was deleted or is another one than before");
			}
		}
	}

	/**
	 * Make an index if it is missing, or add the fields that it is missing, if it was
	 * made here.
	 * @param mapping the mapping that writes to it
	 * @param table the table
	 */
	void prepare(ElasticsearchMapping mapping, TableSchema table) throws InterruptedException {
		String index = mapping.index();
		Known state = known(index);
		if (!state.ours()) {
			return;
		}
		Map<String, Map<String, Object>> missing = new LinkedHashMap<>(FieldMapping.of(table, mapping.fields()));
		missing.keySet().removeAll(state.fields());
		boolean exists = !state.uuid().isEmpty();
		if (!exists || !missing.isEmpty()) {
			put(index, exists, missing);
			log.info("{} index {} for table {} with fields {}", exists ? "Extended" : "Created", index, table.id(),
					missing.keySet());
			this.known.put(index, look(index));
		}
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

	/**
	 * What is known of an index.
	 *
	 * @param uuid its identity; empty if it is missing
	 * @param ours whether it was made here, or is to be made
	 * @param fields the fields that it has
	 */
	private record Known(String uuid, boolean ours, Set<String> fields) {

	}

}
