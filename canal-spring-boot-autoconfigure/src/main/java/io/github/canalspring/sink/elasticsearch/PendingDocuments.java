package io.github.canalspring.sink.elasticsearch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RefusedRows;
import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of each document, the last of its changes only: so none is twice
 * among the requests that are sent, in whatever order those are carried out. For one
 * thread.
 */
final class PendingDocuments {

	private final Map<DocumentKey, Effect> effects = new LinkedHashMap<>();

	private final RefusedRows refused = new RefusedRows();

	private boolean moves;

	/**
	 * A change follows: it takes the place of an earlier one of its row that was refused.
	 */
	void next(Change change) {
		this.refused.settle(change);
	}

	void index(TableDocuments documents, DocumentKey key, Row row, Change change) {
		this.effects.put(key, new Effect(documents, row, change));
	}

	void delete(TableDocuments documents, DocumentKey key, Change change) {
		this.effects.put(key, new Effect(documents, null, change));
		this.moves |= key.routing() != null;
	}

	/**
	 * Leave out a change that can have no document.
	 */
	void refuse(Change change, String reason) {
		this.refused.add(change, reason);
	}

	/**
	 * Write the documents and send them; the next request is written while the ones
	 * before are under way.
	 * @param sender where to send them
	 * @return the changes that were refused, by Elasticsearch or before
	 */
	List<RefusedChange> sendTo(BulkSender sender) throws InterruptedException {
		if (this.moves) {
			// The same id with another routing may be in the same shard, and so the same
			// document: it must not be deleted after it was written to its new place.
			for (Map.Entry<DocumentKey, Effect> entry : this.effects.entrySet()) {
				if (entry.getValue().row() == null) {
					sender.delete(entry.getKey(), entry.getValue().change());
				}
			}
			sender.drain();
		}
		for (Map.Entry<DocumentKey, Effect> entry : this.effects.entrySet()) {
			Effect effect = entry.getValue();
			Row row = effect.row();
			if (row != null) {
				TableDocuments documents = effect.documents();
				sender.index(entry.getKey(), effect.change(), documents.write(row), documents.pipeline());
			}
			else if (!this.moves) {
				sender.delete(entry.getKey(), effect.change());
			}
		}
		sender.finish().forEach((failed) -> this.refused.add(failed.change(), failed.reason()));
		return this.refused.drain();
	}

	private record Effect(TableDocuments documents, @Nullable Row row, Change change) {

	}

}
