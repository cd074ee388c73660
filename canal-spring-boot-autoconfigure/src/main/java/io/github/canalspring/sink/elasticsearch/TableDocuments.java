package io.github.canalspring.sink.elasticsearch;

import java.util.HashSet;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.DocumentWriter;
import io.github.canalspring.sink.JsonDifference;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mapping on one version of its table. For one thread.
 */
final class TableDocuments {

	private static final Logger log = LoggerFactory.getLogger(TableDocuments.class);

	private final ElasticsearchMapping mapping;

	private final TableSchema table;

	private final Indices indices;

	private final Rebuilds rebuilds;

	private final RowCondition.Bound when;

	private final DocumentPlace place;

	private final DocumentWriter writer;

	/** The indices that have the fields of this version of the table. */
	private final Set<String> prepared = new HashSet<>();

	/**
	 * Bind a mapping.
	 * @throws IllegalArgumentException if the mapping names a column that the table does
	 * not have
	 */
	TableDocuments(ElasticsearchMapping mapping, TableSchema table, Indices indices, Rebuilds rebuilds) {
		this.mapping = mapping;
		this.table = table;
		this.indices = indices;
		this.rebuilds = rebuilds;
		this.when = mapping.when().bind(table);
		this.place = new DocumentPlace(mapping.target(), table.header());
		this.writer = new DocumentWriter(mapping.fields(), table);
	}

	/**
	 * Add what a change does to documents: where the place changes, the old one goes.
	 * @param change a change of this version of the table
	 * @param pending where to add it
	 */
	void collect(Change change, PendingDocuments pending) throws InterruptedException {
		DocumentKey before = before(change.before());
		Row after = null;
		DocumentKey place = null;
		try {
			after = this.when.visible(change.after());
			place = (after != null) ? this.place.of(after) : null;
		}
		catch (RowConditionException | ImpossibleDocumentException ex) {
			pending.refuse(change, String.valueOf(ex.getMessage()));
		}
		if (before != null && !before.equals(place)) {
			delete(before, change, pending);
		}
		if (place != null && after != null) {
			index(place, after, change, pending);
		}
	}

	private void delete(DocumentKey key, Change change, PendingDocuments pending) throws InterruptedException {
		// To delete from an index that is missing would make it.
		if (this.indices.exists(key.index())) {
			pending.delete(key, change);
		}
		String next = this.rebuilds.next(key.index());
		if (next != null) {
			pending.delete(key.in(next), change);
		}
	}

	private void index(DocumentKey key, Row row, Change change, PendingDocuments pending) throws InterruptedException {
		prepare(key.index());
		pending.index(this, key, row, change);
		String next = this.rebuilds.next(key.index());
		if (next != null) {
			prepare(next);
			pending.index(this, key.in(next), row, change);
		}
	}

	/**
	 * Add the document of a row to an index that is being built, if one is.
	 * @param change the row as it is
	 * @param pending where to add it
	 */
	void fill(Change change, PendingDocuments pending) throws InterruptedException {
		try {
			Row row = this.when.visible(change.after());
			DocumentKey place = (row != null) ? this.place.of(row) : null;
			String next = (place != null) ? this.rebuilds.next(place.index()) : null;
			if (place != null && row != null && next != null) {
				prepare(next);
				pending.index(this, place.in(next), row, change);
			}
		}
		catch (RowConditionException | ImpossibleDocumentException ex) {
			// It has no document in the old index either: its last change was refused.
			log.debug("A row has no document in the new index", ex);
		}
	}

	/** What a change leaves of its row, if the mapping wants that. */
	@Nullable Row visible(Change change) {
		return this.when.visible(change.after());
	}

	/** Where the document of a row is. */
	@Nullable DocumentKey place(Row row) {
		return this.place.of(row);
	}

	/** Where the row that is gone may have been; nowhere, if it cannot have been. */
	private @Nullable DocumentKey before(@Nullable Row row) {
		try {
			Row possible = this.when.possible(row);
			return (possible != null) ? this.place.of(possible) : null;
		}
		catch (ImpossibleDocumentException ex) {
			return null;
		}
	}

	private void prepare(String index) throws InterruptedException {
		if (!this.prepared.contains(index)) {
			this.indices.prepare(this.mapping, index, this.table);
			this.prepared.add(index);
		}
	}

	@Nullable String pipeline() {
		return this.mapping.target().pipeline();
	}

	byte[] write(Row row) {
		return this.writer.write(row);
	}

	/**
	 * Compare the document of a row with what is there.
	 * @return what differs, without values; {@code null} if nothing does, or that cannot
	 * be told because others have a hand in the content
	 */
	@Nullable String difference(Row row, DocumentReader.Found found) {
		return (found.source() == null || pipeline() != null) ? null
				: JsonDifference.between(JsonDifference.read(write(row)), found.source());
	}

}
