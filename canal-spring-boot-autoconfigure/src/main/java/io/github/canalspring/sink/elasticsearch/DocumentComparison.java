package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Compares documents with what the mappings write. Of one that passes an ingest pipeline,
 * or whose index keeps it otherwise than it is sent, only whether it is there is known. A
 * version that the stream has not come to yet counts as a difference, because it would
 * keep out later changes.
 */
final class DocumentComparison implements Comparison {

	private final RestApi api;

	private final List<ElasticsearchMapping> mappings;

	private final Indices indices;

	private final Rebuilds rebuilds;

	private final DocumentReader reader;

	private final Map<TableSchema, List<TableDocuments>> bound = new WeakHashMap<>();

	/**
	 * Create a comparison.
	 * @param api the server
	 * @param mappings the mappings of all tables
	 * @param indices the indices that are written to
	 * @param rebuilds tells what is being built
	 */
	DocumentComparison(RestApi api, List<ElasticsearchMapping> mappings, Indices indices, Rebuilds rebuilds) {
		this.rebuilds = rebuilds;
		this.api = api;
		this.mappings = mappings;
		this.indices = indices;
		this.reader = new DocumentReader(api);
	}

	@Override
	public Entries entries() {
		return new IndexEntries(this.api, this.mappings, this.rebuilds);
	}

	@Override
	public List<Mismatch> compare(List<Change> rows) throws IOException, InterruptedException {
		Map<DocumentKey, Expected> expected = new LinkedHashMap<>();
		for (Change change : rows) {
			for (TableDocuments documents : this.bound.computeIfAbsent(change.schema(), this::bind)) {
				expect(change, documents, expected);
			}
		}
		List<Mismatch> mismatches = new ArrayList<>();
		read(expected.keySet(), true, (key, document) -> {
			Expected wanted = Objects.requireNonNull(expected.get(key));
			if (document == null) {
				mismatches.add(Mismatch.missing(key, wanted.change()));
				return;
			}
			String detail = (document.version() > wanted.change().version())
					? "its version is above that of the last change"
					: wanted.documents().difference(wanted.row(), document);
			if (detail != null) {
				mismatches.add(Mismatch.different(key, wanted.change(), detail));
			}
		});
		return mismatches;
	}

	private void read(Collection<DocumentKey> keys, boolean source,
			BiConsumer<DocumentKey, DocumentReader.@Nullable Found> each) throws IOException, InterruptedException {
		try {
			this.reader.read(keys, source, each);
		}
		catch (ElasticsearchFailure ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

	private static void expect(Change change, TableDocuments documents, Map<DocumentKey, Expected> expected) {
		try {
			Row row = documents.visible(change);
			DocumentKey key = (row != null) ? documents.place(row) : null;
			if (row != null && key != null) {
				expected.put(key, new Expected(change, row, documents));
			}
		}
		catch (RowConditionException | ImpossibleDocumentException ex) {
			// Refused when it was to be written, and parked.
			return;
		}
	}

	private List<TableDocuments> bind(TableSchema table) {
		return this.mappings.stream()
			.filter((mapping) -> mapping.table().matches(table.id()))
			.map((mapping) -> new TableDocuments(mapping, table, this.indices, this.rebuilds))
			.toList();
	}

	@Override
	public List<Mismatch> leftOver(Collection<Entry> entries) throws IOException, InterruptedException {
		List<Mismatch> there = new ArrayList<>();
		read(entries.stream().map(DocumentKey.class::cast).toList(), false, (key, document) -> {
			if (document != null) {
				there.add(Mismatch.leftOver(key, null));
			}
		});
		return there;
	}

	/** The client is the application's. */
	@Override
	public void close() {
		this.bound.clear();
	}

	private record Expected(Change change, Row row, TableDocuments documents) {

	}

}
