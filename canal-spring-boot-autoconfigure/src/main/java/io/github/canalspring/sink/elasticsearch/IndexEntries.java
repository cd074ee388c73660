package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

import io.github.canalspring.source.Entries;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.TableSchema;

/**
 * The documents of the mappings' indices.
 */
final class IndexEntries implements Entries {

	private final RestApi api;

	private final Function<TableSchema, List<TableDocuments>> mappings;

	private final Function<TableSchema, List<String>> indices;

	/**
	 * Create the entries.
	 * @param api the server
	 * @param mappings gives the mappings of a table
	 * @param indices gives the indices of a table, on any thread
	 */
	IndexEntries(RestApi api, Function<TableSchema, List<TableDocuments>> mappings,
			Function<TableSchema, List<String>> indices) {
		this.api = api;
		this.mappings = mappings;
		this.indices = indices;
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		return List.copyOf(this.mappings.apply(table));
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException, InterruptedException {
		return new IndexScan(this.api,
				tables.stream().flatMap((table) -> this.indices.apply(table).stream()).distinct().toList());
	}

}
