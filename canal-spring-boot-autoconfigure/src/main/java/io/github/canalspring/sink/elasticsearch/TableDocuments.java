package io.github.canalspring.sink.elasticsearch;

import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.DocumentWriter;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TemplateParser;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * A mapping on one version of its table. For one thread.
 */
final class TableDocuments implements EntryMapping {

	private final String index;

	private final RowCondition.Bound when;

	private final RowTemplate.Bound id;

	private final DocumentWriter writer;

	private final TemplateParser parser;

	private final List<String> reads;

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
		this.parser = new TemplateParser(mapping.id(), table);
		this.reads = Stream.concat(mapping.id().columnNames().stream(), mapping.when().columnNames().stream())
			.distinct()
			.toList();
	}

	@Override
	public List<String> columns() {
		return this.parser.columns();
	}

	@Override
	public List<String> reads() {
		return this.reads;
	}

	/** A row whose condition cannot be told keeps what it has. */
	@Override
	public @Nullable Entry entry(@Nullable Row row) {
		Row visible = row;
		try {
			visible = this.when.visible(row);
		}
		catch (RowConditionException ex) {
			// Whoever applies the row tells it.
		}
		String documentId = id(visible);
		return (documentId != null) ? key(documentId) : null;
	}

	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		DocumentKey key = (DocumentKey) entry;
		return key.index().equals(this.index) ? this.parser.parse(key.id()) : List.of();
	}

	private DocumentKey key(String documentId) {
		return new DocumentKey(this.index, documentId, null);
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
			pending.delete(key(before), change.version());
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
