package io.github.canalspring.sink.elasticsearch;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of each document, the last of its changes only: so none is twice
 * among the requests that are sent, in whatever order those are carried out. For one
 * thread.
 */
final class PendingDocuments {

	/** A request is sent when it has so many operations or bytes. */
	private static final int OPERATIONS = 2000;

	private static final int BYTES = 2 * 1024 * 1024;

	private final Map<DocumentKey, Effect> effects = new LinkedHashMap<>();

	void index(TableDocuments documents, String id, Row row, long version) {
		this.effects.put(new DocumentKey(documents.index(), id, null), new Effect(documents, row, version));
	}

	void delete(DocumentKey key, long version) {
		this.effects.put(key, new Effect(null, null, version));
	}

	/**
	 * Write the documents and send them; the next request is written while the ones
	 * before are under way.
	 * @param sender where to send them
	 */
	void sendTo(BulkSender sender) throws InterruptedException {
		BulkBody body = new BulkBody();
		for (Map.Entry<DocumentKey, Effect> entry : this.effects.entrySet()) {
			DocumentKey key = entry.getKey();
			Effect effect = entry.getValue();
			if (effect.row() == null || effect.documents() == null) {
				body.delete(key.index(), key.id(), effect.version());
			}
			else {
				body.index(key.index(), key.id(), effect.version(), effect.documents().write(effect.row()));
			}
			if (body.items().size() >= OPERATIONS || body.length() >= BYTES) {
				sender.send(body);
				body = new BulkBody();
			}
		}
		if (!body.items().isEmpty()) {
			sender.send(body);
		}
	}

	private record Effect(@Nullable TableDocuments documents, @Nullable Row row, long version) {

	}

}
