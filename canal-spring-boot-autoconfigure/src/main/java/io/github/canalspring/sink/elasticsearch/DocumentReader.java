package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.sink.JsonDifference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads documents by their ids, as they are now and not as searches see them. Safe for
 * use by several threads.
 */
final class DocumentReader {

	private static final int DOCUMENTS_PER_REQUEST = 500;

	private final RestApi api;

	DocumentReader(RestApi api) {
		this.api = api;
	}

	/**
	 * Read documents.
	 * @param keys where they are
	 * @param source whether their content is wanted, too
	 * @return those that are there
	 * @throws IOException if they cannot be read at the moment
	 */
	Map<DocumentKey, Found> read(Collection<DocumentKey> keys, boolean source)
			throws IOException, InterruptedException {
		Map<DocumentKey, Found> found = new LinkedHashMap<>();
		List<DocumentKey> all = List.copyOf(keys);
		for (int from = 0; from < all.size(); from += DOCUMENTS_PER_REQUEST) {
			List<DocumentKey> part = all.subList(from, Math.min(all.size(), from + DOCUMENTS_PER_REQUEST));
			JsonNode documents = request(part, source).path("docs");
			for (int index = 0; index < part.size(); index++) {
				Found document = document(part.get(index), documents.path(index));
				if (document != null) {
					found.put(part.get(index), document);
				}
			}
		}
		return found;
	}

	private JsonNode request(List<DocumentKey> keys, boolean source) throws IOException, InterruptedException {
		List<Map<String, Object>> documents = new ArrayList<>();
		for (DocumentKey key : keys) {
			Map<String, Object> document = new LinkedHashMap<>(Map.of("_index", key.index(), "_id", key.id()));
			document.put("_source", source);
			if (key.routing() != null) {
				document.put("routing", key.routing());
			}
			documents.add(document);
		}
		try {
			RestAnswer answer = this.api.call("POST", "/_mget",
					JsonMapper.shared().writeValueAsString(Map.of("docs", documents)));
			if (!answer.ok()) {
				throw answer.failure();
			}
			return JsonDifference.read(answer.body());
		}
		catch (ElasticsearchFailure | JacksonException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

	private static @Nullable Found document(DocumentKey key, JsonNode document) throws IOException {
		JsonNode error = document.path("error");
		String type = error.path("type").asString("");
		if (!error.isMissingNode() && !type.equals("index_not_found_exception")) {
			throw new IOException("Elasticsearch did not give documents of index " + key.index()
					+ Reason.text(type, error.path("reason").asString("")));
		}
		if (!document.path("found").asBoolean(false)) {
			return null;
		}
		return new Found(document.path("_version").asLong(), document.path("_seq_no").asLong(),
				document.path("_primary_term").asLong(), document.get("_source"));
	}

	/**
	 * A document.
	 *
	 * @param version its version
	 * @param seqNo its sequence number
	 * @param primaryTerm and its primary term
	 * @param source its content; {@code null} if that was not asked for, or is not kept
	 */
	record Found(long version, long seqNo, long primaryTerm, @Nullable JsonNode source) {

	}

}
