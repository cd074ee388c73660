package io.github.canalspring.sink.elasticsearch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;

/**
 * Finds what becomes of which documents by batches and rows. For one thread.
 */
final class BatchDocuments {

	private final List<ElasticsearchMapping> mappings;

	private final Indices indices;

	private final Rebuilds rebuilds;

	private final Map<TableId, Bound> bound = new HashMap<>();

	BatchDocuments(List<ElasticsearchMapping> mappings, Indices indices, Rebuilds rebuilds) {
		this.mappings = mappings;
		this.indices = indices;
		this.rebuilds = rebuilds;
	}

	/** Forget which indices have the fields of which tables. */
	void reset() {
		this.bound.clear();
	}

	/** What batches do. */
	PendingDocuments of(List<ChangeBatch> batches) throws InterruptedException {
		int changes = batches.stream().mapToInt((batch) -> batch.changes().size()).sum();
		PendingDocuments pending = new PendingDocuments(changes);
		for (ChangeBatch batch : batches) {
			for (Change change : batch.changes()) {
				for (TableDocuments documents : documents(change.schema())) {
					documents.collect(change, pending);
				}
			}
			batch.leftovers()
				.entries()
				.forEach((entry) -> pending.delete((DocumentKey) entry, batch.leftovers().version()));
		}
		return pending;
	}

	/** What rows are in the indices that are being built. */
	PendingDocuments filling(List<Change> rows) throws InterruptedException {
		PendingDocuments pending = new PendingDocuments(rows.size());
		for (Change row : rows) {
			for (TableDocuments documents : documents(row.schema())) {
				documents.fill(row, pending);
			}
		}
		return pending;
	}

	private List<TableDocuments> documents(TableSchema table) {
		Bound known = this.bound.get(table.id());
		if (known == null || known.table() != table) {
			List<TableDocuments> documents = this.mappings.stream()
				.filter((mapping) -> mapping.table().matches(table.id()))
				.map((mapping) -> new TableDocuments(mapping, table, this.indices, this.rebuilds))
				.toList();
			known = new Bound(table, documents);
			this.bound.put(table.id(), known);
		}
		return known.documents();
	}

	private record Bound(TableSchema table, List<TableDocuments> documents) {

	}

}
