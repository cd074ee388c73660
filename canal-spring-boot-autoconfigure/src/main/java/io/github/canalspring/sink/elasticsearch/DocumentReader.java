package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.canalspring.sink.JsonDifference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads documents by their ids, as they are now and not as searches see them. What an
 * index makes of documents is asked for once, so one reader serves one piece of work. For
 * one thread.
 */
final class DocumentReader {

	private static final Logger log = LoggerFactory.getLogger(DocumentReader.class);

	private static final int DOCUMENTS_PER_REQUEST = 500;

	private final RestApi api;

	private final IndexRequests indices;

	/** Whether an index keeps documents otherwise than they are sent. */
	private final Map<String, Boolean> alters = new HashMap<>();

	DocumentReader(RestApi api) {
		this.api = api;
		this.indices = new IndexRequests(api);
	}

	/**
	 * Read documents, some at a time.
	 * @param keys where they are
	 * @param source whether their content is wanted, too
	 * @param each takes each key and what is there; {@code null} if nothing is
	 * @throws ElasticsearchFailure if they cannot be read at the moment
	 */
	void read(Collection<DocumentKey> keys, boolean source, BiConsumer<DocumentKey, @Nullable Found> each)
			throws InterruptedException {
		List<DocumentKey> all = List.copyOf(keys);
		for (int from = 0; from < all.size(); from += DOCUMENTS_PER_REQUEST) {
			List<DocumentKey> part = all.subList(from, Math.min(all.size(), from + DOCUMENTS_PER_REQUEST));
			if (source) {
				look(part);
			}
			JsonNode documents = request(part, source);
			for (int index = 0; index < part.size(); index++) {
				each.accept(part.get(index), document(part.get(index), documents.path(index)));
			}
		}
	}

	/**
	 * Look which documents are not there.
	 * @param keys where they would be
	 * @return those that are missing
	 */
	Set<DocumentKey> absent(Collection<DocumentKey> keys) throws InterruptedException {
		Set<DocumentKey> absent = new HashSet<>();
		read(keys, false, (key, found) -> {
			if (found == null) {
				absent.add(key);
			}
		});
		return absent;
	}

	private void look(List<DocumentKey> keys) throws InterruptedException {
		Set<String> unknown = new HashSet<>();
		keys.stream().map(DocumentKey::index).filter((index) -> !this.alters.containsKey(index)).forEach(unknown::add);
		this.indices.look(unknown).forEach((index, found) -> {
			this.alters.put(index, found.alters());
			if (found.alters()) {
				log.info("The index {} has an ingest pipeline of its own or does not keep documents as they are sent, "
						+ "so only whether they are there is compared", index);
			}
		});
	}

	private JsonNode request(List<DocumentKey> keys, boolean source) throws InterruptedException {
		List<Map<String, Object>> documents = new ArrayList<>();
		for (DocumentKey key : keys) {
			Map<String, Object> document = new LinkedHashMap<>(Map.of("_index", key.index(), "_id", key.id()));
			document.put("_source", source && !this.alters.getOrDefault(key.index(), false));
			if (key.routing() != null) {
				document.put("routing", key.routing());
			}
			documents.add(document);
		}
		RestAnswer answer = this.api.call("POST", "/_mget",
				JsonMapper.shared().writeValueAsString(Map.of("docs", documents)));
		if (!answer.ok()) {
			throw answer.failure();
		}
		try {
			return JsonDifference.read(answer.body()).path("docs");
		}
		catch (JacksonException ex) {
			throw new ElasticsearchFailure("Elasticsearch did not answer with documents", ex);
		}
	}

	private static @Nullable Found document(DocumentKey key, JsonNode document) {
		JsonNode error = document.path("error");
		String type = error.path("type").asString("");
		if (document.isMissingNode() || (!error.isMissingNode() && !type.equals("index_not_found_exception"))) {
			throw new ElasticsearchFailure("Elasticsearch did not give documents of index " + key.index()
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
	 * as it was sent
	 */
	record Found(long version, long seqNo, long primaryTerm, @Nullable JsonNode source) {

	}

}
