package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;

/**
 * What is to become of each document, the last of its changes only: so none is twice
 * among the requests that are sent, in whatever order those are carried out. For one
 * thread.
 */
final class PendingDocuments {

	private final Map<DocumentKey, Effect> effects;

	private final List<RefusedChange> refused = new ArrayList<>();

	private boolean moves;

	/**
	 * Create an empty collection.
	 * @param size about how many documents there will be
	 */
	PendingDocuments(int size) {
		this.effects = CollectionUtils.newLinkedHashMap(size);
	}

	void index(TableDocuments documents, DocumentKey key, Row row, Change change) {
		this.effects.put(key, new Effect(documents, row, change, change.version()));
	}

	void delete(DocumentKey key, Change change) {
		put(key, change, change.version());
	}

	/** Delete a document whose row is gone. */
	void delete(DocumentKey key, long version) {
		put(key, null, version);
	}

	private void put(DocumentKey key, @Nullable Change change, long version) {
		this.effects.put(key, new Effect(null, null, change, version));
		this.moves |= key.routing() != null;
	}

	/**
	 * Leave out a change that can have no document.
	 */
	void refuse(Change change, String reason) {
		this.refused.add(new RefusedChange(change, reason));
	}

	/** The changes that were left out. */
	List<RefusedChange> refused() {
		return this.refused;
	}

	/** The documents that something is to become of. */
	Set<DocumentKey> keys() {
		return this.effects.keySet();
	}

	/**
	 * Leave out the documents that are there and hold what they should.
	 * @param reader reads them
	 * @return those of the others that no write replaces, because they have a later
	 * version, and how they differ
	 */
	Map<DocumentKey, String> retainWrong(DocumentReader reader) throws InterruptedException {
		Map<DocumentKey, String> later = new LinkedHashMap<>();
		Set<DocumentKey> right = new HashSet<>();
		reader.read(this.effects.keySet(), true, (key, found) -> {
			Effect effect = Objects.requireNonNull(this.effects.get(key));
			String difference = (found != null) ? effect.difference(found) : "";
			if (difference == null) {
				right.add(key);
			}
			else if (found != null && found.version() > effect.version()) {
				later.put(key, difference);
			}
		});
		this.effects.keySet().removeAll(right);
		return later;
	}

	/**
	 * Write the documents and send them; the next request is written while the ones
	 * before are under way.
	 * @param sender where to send them
	 */
	void sendTo(BulkSender sender) throws InterruptedException {
		if (this.moves) {
			// The same id with another routing may be in the same shard, and so the same
			// document: it must not be deleted after it was written to its new place.
			for (Map.Entry<DocumentKey, Effect> entry : this.effects.entrySet()) {
				if (entry.getValue().row() == null) {
					delete(sender, entry);
				}
			}
			sender.drain();
		}
		for (Map.Entry<DocumentKey, Effect> entry : this.effects.entrySet()) {
			Effect effect = entry.getValue();
			Row row = effect.row();
			TableDocuments documents = effect.documents();
			Change change = effect.change();
			if (row != null && documents != null && change != null) {
				sender.index(entry.getKey(), change, documents.write(row), documents.pipeline());
			}
			else if (!this.moves) {
				delete(sender, entry);
			}
		}
	}

	private static void delete(BulkSender sender, Map.Entry<DocumentKey, Effect> entry) throws InterruptedException {
		sender.delete(entry.getKey(), entry.getValue().change(), entry.getValue().version());
	}

	private record Effect(@Nullable TableDocuments documents, @Nullable Row row, @Nullable Change change,
			long version) {

		private @Nullable String difference(DocumentReader.Found found) {
			return (this.documents != null && this.row != null) ? this.documents.difference(this.row, found) : null;
		}

	}

}
