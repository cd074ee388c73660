package io.github.canalspring.sink.elasticsearch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes documents to which somebody else gave a version that the stream has not come to
 * yet: they would take no change until it has. Elasticsearch never lowers a version, but
 * forgets that of a deletion after a minute ({@code index.gc_deletes}), from when on the
 * document can be written again.
 */
final class FutureVersions {

	private static final Logger log = LoggerFactory.getLogger(FutureVersions.class);

	private final RestApi api;

	FutureVersions(RestApi api) {
		this.api = api;
	}

	/**
	 * Delete those of some documents that are from the future.
	 * @param keys the documents
	 * @param now the version up to which everything was written
	 */
	void delete(Collection<DocumentKey> keys, long now) throws InterruptedException {
		Map<DocumentKey, DocumentReader.Found> future = new LinkedHashMap<>();
		new DocumentReader(this.api).read(keys, false, (key, found) -> {
			if (found != null && found.version() > now) {
				future.put(key, found);
			}
		});
		for (Map.Entry<DocumentKey, DocumentReader.Found> entry : future.entrySet()) {
			delete(entry.getKey(), entry.getValue());
		}
	}

	/** Only as it was seen, and whatever its version. */
	private void delete(DocumentKey key, DocumentReader.Found document) throws InterruptedException {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("if_seq_no", Long.toString(document.seqNo()));
		parameters.put("if_primary_term", Long.toString(document.primaryTerm()));
		if (key.routing() != null) {
			parameters.put("routing", key.routing());
		}
		String id = URLEncoder.encode(key.id(), StandardCharsets.UTF_8).replace("+", "%20");
		RestAnswer answer = this.api.start("DELETE", "/" + key.index() + "/_doc/" + id, parameters, "").await();
		// Gone, or another one by now, which the next comparison tells.
		if (!answer.ok() && answer.status() != 404 && answer.status() != 409) {
			throw answer.failure();
		}
		log.info("Deleted document {}, whose version {} is above that of all changes so far", key, document.version());
	}

}
