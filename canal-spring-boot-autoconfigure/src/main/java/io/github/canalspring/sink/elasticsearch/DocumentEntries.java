package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.TemplateParser;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Which documents of a mapping belong to which rows of one version of a table. For one
 * thread.
 */
final class DocumentEntries implements EntryMapping {

	private final IndexName name;

	private final @Nullable TemplateParser indexParser;

	/** Instead of the mapping's index. */
	private final @Nullable String next;

	private final RowCondition.Bound when;

	private final DocumentPlace place;

	private final TemplateParser parser;

	private final List<String> reads;

	/**
	 * Bind a mapping.
	 * @param next the index that is being built for it, if its documents are meant;
	 * {@code null} for the mapping's own
	 */
	DocumentEntries(ElasticsearchMapping mapping, TableSchema table, @Nullable String next) {
		DocumentTarget target = mapping.target();
		this.name = target.index();
		this.indexParser = target.index().parser(table);
		this.next = next;
		this.when = mapping.when().bind(table);
		this.place = new DocumentPlace(target, table.header());
		this.parser = new TemplateParser(target.id(), table);
		List<String> reads = new ArrayList<>(target.id().columnNames());
		reads.addAll(mapping.when().columnNames());
		if (this.indexParser != null) {
			reads.addAll(this.indexParser.columns());
		}
		if (target.routing() != null) {
			reads.addAll(target.routing().columnNames());
		}
		this.reads = reads.stream().distinct().toList();
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
		Row visible = this.when.possible(row);
		try {
			DocumentKey key = (visible != null) ? this.place.of(visible) : null;
			return (key != null && this.next != null) ? key.in(this.next) : key;
		}
		catch (ImpossibleDocumentException ex) {
			// The row has none.
			return null;
		}
	}

	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		DocumentKey key = (DocumentKey) entry;
		if (this.indexParser == null) {
			String index = (this.next != null) ? this.next : this.name.toString();
			return key.index().equals(index) ? this.parser.parse(key.id()) : List.of();
		}
		// Values are in lower case in an index's name, so they only tell whose it is.
		List<List<Object>> readings = this.name.matches(key.index()) ? this.indexParser.parse(key.index()) : List.of();
		return (readings == null || readings.isEmpty()) ? readings : this.parser.parse(key.id());
	}

}
