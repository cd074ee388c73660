package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RefusedRows;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;

/**
 * Sends what becomes of documents by batches, some at a time: while Elasticsearch is at
 * work on these, the next are prepared. For one thread.
 */
final class BatchSender {

	/** How many changes are prepared at a time. */
	private static final int PORTION = 1000;

	private final BatchDocuments documents;

	private final BulkSender sender;

	/** The documents in requests that may be under way. */
	private final Set<DocumentKey> sent = new HashSet<>();

	BatchSender(BatchDocuments documents, BulkSender sender) {
		this.documents = documents;
		this.sender = sender;
	}

	/**
	 * Send what becomes of documents by batches.
	 * @param batches the batches
	 * @return the changes that were refused, the last of each row
	 */
	List<RefusedChange> send(List<ChangeBatch> batches) throws InterruptedException {
		List<RefusedChange> refused = new ArrayList<>();
		try {
			for (int start = 0; start < batches.size();) {
				int end = portion(batches, start);
				PendingDocuments pending = this.documents.of(batches.subList(start, end));
				awaitSame(pending);
				pending.sendTo(this.sender);
				refused.addAll(pending.refused());
				start = end;
			}
			refused.addAll(this.sender.finish());
		}
		finally {
			this.sent.clear();
			this.sender.reset();
		}
		return refused.isEmpty() ? refused : RefusedRows.last(changes(batches), refused);
	}

	private static int portion(List<ChangeBatch> batches, int start) {
		int end = start;
		int changes = 0;
		while (end < batches.size() && changes < PORTION) {
			changes += batches.get(end++).changes().size();
		}
		return end;
	}

	/** Requests overtake each other: what is the last to be sent must be so to arrive. */
	private void awaitSame(PendingDocuments pending) throws InterruptedException {
		if (!Collections.disjoint(pending.keys(), this.sent)) {
			this.sender.drain();
			this.sent.clear();
		}
		this.sent.addAll(pending.keys());
	}

	private static List<Change> changes(List<ChangeBatch> batches) {
		return batches.stream().flatMap((batch) -> batch.changes().stream()).toList();
	}

	/**
	 * Send what was found otherwise.
	 * @param pending what becomes of which documents
	 * @return the changes that were refused
	 */
	List<RefusedChange> send(PendingDocuments pending) throws InterruptedException {
		try {
			pending.sendTo(this.sender);
			List<RefusedChange> refused = new ArrayList<>(pending.refused());
			refused.addAll(this.sender.finish());
			return refused;
		}
		finally {
			this.sender.reset();
		}
	}

}
