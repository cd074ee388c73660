package io.github.canalspring.sink.elasticsearch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The document that keeps the position.
 */
final class CheckpointDocument {

	private static final String INDEX = JsonMapper.shared()
		.writeValueAsString(Map.of("settings", Map.of("number_of_shards", 1, "auto_expand_replicas", "0-1"), "mappings",
				Map.of("dynamic", false, "properties", Map.of("updated", Map.of("type", "date")))));

	private final RestApi api;

	private final String index;

	private final String path;

	/**
	 * Name a document.
	 * @param api the server
	 * @param index the index that it is in
	 * @param id the document's id
	 */
	CheckpointDocument(RestApi api, String index, String id) {
		this.api = api;
		this.index = index;
		this.path = "/" + index + "/_doc/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/** Make the index if it is missing. */
	void prepare() throws InterruptedException {
		RestAnswer answer = this.api.call("PUT", "/" + this.index, INDEX);
		if (!answer.ok() && !answer.errorType().equals("resource_already_exists_exception")
				&& !this.api.call("HEAD", "/" + this.index, "").ok()) {
			throw answer.failure();
		}
	}

	/**
	 * Read the document.
	 * @return what is stored; {@code null} if nothing is
	 */
	@Nullable Stored read() throws InterruptedException {
		RestAnswer answer = this.api.call("GET", this.path, "");
		if (!answer.ok() && answer.status() != 404) {
			throw answer.failure();
		}
		JsonNode document = answer.json();
		if (!document.path("found").asBoolean(false)) {
			return null;
		}
		JsonNode source = document.path("_source");
		Map<String, String> covered = new LinkedHashMap<>();
		source.path("indices").forEachEntry((name, uuid) -> covered.put(name, uuid.asString("")));
		return new Stored(source.path("position").asString(), covered, source.path("writer").asString(""),
				document.path("_seq_no").asLong(), document.path("_primary_term").asLong());
	}

	/**
	 * Write the document, unless somebody else has.
	 * @param position the position
	 * @param indices the UUIDs of the indices that it speaks for, by name
	 * @param writer who writes
	 * @param over what must be there; {@code null} if there must be none
	 * @return the request under way
	 */
	RestCall write(String position, Map<String, String> indices, String writer, @Nullable Stored over) {
		Map<String, String> condition = (over == null) ? Map.of("op_type", "create") : Map.of("if_seq_no",
				Long.toString(over.seqNo()), "if_primary_term", Long.toString(over.primaryTerm()));
		String body = JsonMapper.shared()
			.writeValueAsString(Map.of("position", position, "indices", indices, "writer", writer, "updated",
					Instant.now().toString()));
		return this.api.start("PUT", this.path, condition, body);
	}

	/**
	 * The document's path.
	 */
	@Override
	public String toString() {
		return this.path;
	}

	/**
	 * A stored position.
	 *
	 * @param position the position's text
	 * @param indices the UUIDs of the indices that it speaks for, by name; empty for one
	 * that did not exist yet
	 * @param writer who wrote it
	 * @param seqNo the document's sequence number
	 * @param primaryTerm and its primary term
	 */
	record Stored(String position, Map<String, String> indices, String writer, long seqNo, long primaryTerm) {

		/** What is stored once a write was answered. */
		static Stored of(String position, Map<String, String> indices, String writer, RestAnswer answer) {
			JsonNode result = answer.json();
			return new Stored(position, indices, writer, result.path("_seq_no").asLong(),
					result.path("_primary_term").asLong());
		}

	}

}
