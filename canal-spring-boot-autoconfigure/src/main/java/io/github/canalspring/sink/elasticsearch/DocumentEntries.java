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

	private final IndexName index;

	private final RowCondition.Bound when;

	private final DocumentPlace place;

	private final TemplateParser parser;

	private final List<String> reads;

	DocumentEntries(ElasticsearchMapping mapping, TableSchema table) {
		DocumentTarget target = mapping.target();
		this.index = target.index();
		this.when = mapping.when().bind(table);
		this.place = new DocumentPlace(target, table.header());
		this.parser = new TemplateParser(target.id(), table);
		List<String> reads = new ArrayList<>(target.id().columnNames());
		reads.addAll(mapping.when().columnNames());
		if (target.routing() != null) {
			reads.addAll(target.routing().columnNames());
		}
		reads.addAll(target.index().columnNames());
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
			return (visible != null) ? this.place.of(visible) : null;
		}
		catch (ImpossibleDocumentException ex) {
			// The row has none.
			return null;
		}
	}

	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		DocumentKey key = (DocumentKey) entry;
		return this.index.matches(key.index()) ? this.parser.parse(key.id()) : List.of();
	}

}
