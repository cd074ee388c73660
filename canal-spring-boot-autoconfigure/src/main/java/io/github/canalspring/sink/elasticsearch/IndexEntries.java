package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.canalspring.source.Entries;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.TableSchema;

/**
 * The documents of the mappings' indices. Of those whose names columns make, only such as
 * the sink has written to: another of a name that fits may be somebody else's.
 */
final class IndexEntries implements Entries {

	private final RestApi api;

	private final List<ElasticsearchMapping> mappings;

	private final Supplier<List<String>> known;

	/**
	 * Create the entries.
	 * @param api the server
	 * @param mappings the mappings of all tables
	 * @param known gives the indices that the sink has written to
	 */
	IndexEntries(RestApi api, List<ElasticsearchMapping> mappings, Supplier<List<String>> known) {
		this.api = api;
		this.mappings = mappings;
		this.known = known;
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		return of(table).<EntryMapping>map((mapping) -> new DocumentEntries(mapping, table)).toList();
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException, InterruptedException {
		return new IndexScan(this.api, tables.stream().flatMap(this::of).flatMap(this::indices).distinct().toList());
	}

	private Stream<String> indices(ElasticsearchMapping mapping) {
		return mapping.index().isFixed() ? Stream.of(mapping.index().toString())
				: this.known.get().stream().filter(mapping.index()::matches);
	}

	private Stream<ElasticsearchMapping> of(TableSchema table) {
		return this.mappings.stream().filter((mapping) -> mapping.table().matches(table.id()));
	}

}
