package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks whether documents are there, searchable or not.
 */
final class DocumentLookup {

	private static final int DOCUMENTS_PER_REQUEST = 1000;

	private static final Map<String, String> LOOK = Map.of("_source", "false", "filter_path",
			"docs.found,docs.error.type");

	private final RestApi api;

	DocumentLookup(RestApi api) {
		this.api = api;
	}

	/**
	 * Look for documents.
	 * @param keys where they would be
	 * @return those that are not there
	 */
	Set<DocumentKey> absent(Collection<DocumentKey> keys) throws InterruptedException {
		List<DocumentKey> all = List.copyOf(keys);
		Set<DocumentKey> absent = new HashSet<>();
		for (int from = 0; from < all.size(); from += DOCUMENTS_PER_REQUEST) {
			List<DocumentKey> part = all.subList(from, Math.min(all.size(), from + DOCUMENTS_PER_REQUEST));
			RestAnswer answer = this.api.start("POST", "/_mget", LOOK, body(part)).await();
			JsonNode documents = answer.json().path("docs");
			if (!answer.ok() || documents.size() != part.size()) {
				throw answer.failure();
			}
			for (int index = 0; index < part.size(); index++) {
				if (!isFound(documents.get(index))) {
					absent.add(part.get(index));
				}
			}
		}
		return absent;
	}

	private static boolean isFound(JsonNode document) {
		if (document.has("error")) {
			throw new ElasticsearchFailure(
					"Elasticsearch cannot tell whether a document is there: " + document.path("error").path("type"));
		}
		return document.path("found").asBoolean(false);
	}

	private static String body(List<DocumentKey> keys) {
		List<Map<String, String>> documents = new ArrayList<>();
		for (DocumentKey key : keys) {
			Map<String, String> document = new LinkedHashMap<>(Map.of("_index", key.index(), "_id", key.id()));
			if (key.routing() != null) {
				document.put("routing", key.routing());
			}
			documents.add(document);
		}
		return JsonMapper.shared().writeValueAsString(Map.of("docs", documents));
	}

}
