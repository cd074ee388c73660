package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.source.Entries;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.TableSchema;

/**
 * The documents of the mappings' indices, except of those whose names columns make.
 */
final class IndexEntries implements Entries {

	private final RestApi api;

	private final List<ElasticsearchMapping> mappings;

	/**
	 * Create the entries.
	 * @param api the server
	 * @param mappings the mappings of all tables
	 */
	IndexEntries(RestApi api, List<ElasticsearchMapping> mappings) {
		this.api = api;
		this.mappings = mappings;
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		return of(table).<EntryMapping>map((mapping) -> new DocumentEntries(mapping, table)).toList();
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException, InterruptedException {
		return new IndexScan(this.api,
				tables.stream().flatMap(this::of).map((mapping) -> mapping.index().toString()).distinct().toList());
	}

	private Stream<ElasticsearchMapping> of(TableSchema table) {
		return this.mappings.stream()
			.filter((mapping) -> mapping.index().isFixed() && mapping.table().matches(table.id()));
	}

}
