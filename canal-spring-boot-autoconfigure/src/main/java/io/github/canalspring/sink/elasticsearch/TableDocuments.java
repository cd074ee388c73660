package io.github.canalspring.sink.elasticsearch;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.DocumentWriter;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * A mapping on one version of its table. For one thread.
 */
final class TableDocuments {

	private final String index;

	private final RowCondition.Bound when;

	private final RowTemplate.Bound id;

	private final DocumentWriter writer;

	/**
	 * Bind a mapping.
	 * @throws IllegalArgumentException if the mapping names a column that the table does
	 * not have
	 */
	TableDocuments(ElasticsearchMapping mapping, TableSchema table) {
		this.index = mapping.index();
		this.when = mapping.when().bind(table);
		this.id = mapping.id().bind(table.header());
		this.writer = new DocumentWriter(mapping.fields());
	}

	String index() {
		return this.index;
	}

	/**
	 * Add what a change does to documents: where the id changes, the old one goes.
	 * @param change a change of this version of the table
	 * @param pending where to add it
	 */
	void collect(Change change, PendingDocuments pending) {
		Row visible = this.when.visible(change.after());
		String before = id(this.when.visible(change.before()));
		String after = id(visible);
		if (before != null && !before.equals(after)) {
			pending.delete(this, before, change.version());
		}
		if (after != null && visible != null) {
			pending.index(this, after, visible, change.version());
		}
	}

	private @Nullable String id(@Nullable Row row) {
		return (row == null) ? null : this.id.render(row);
	}

	byte[] write(Row row) {
		return this.writer.write(row);
	}

}
