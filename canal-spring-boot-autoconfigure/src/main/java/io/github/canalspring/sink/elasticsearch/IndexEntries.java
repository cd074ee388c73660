package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.canalspring.source.Entries;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.TableSchema;

/**
 * The documents of the mappings' indices, and of those that are being built for them.
 */
final class IndexEntries implements Entries {

	private final RestApi api;

	private final List<ElasticsearchMapping> mappings;

	private final Rebuilds rebuilds;

	/**
	 * Create the entries.
	 * @param api the server
	 * @param mappings the mappings of all tables
	 * @param rebuilds tells what is being built
	 */
	IndexEntries(RestApi api, List<ElasticsearchMapping> mappings, Rebuilds rebuilds) {
		this.rebuilds = rebuilds;
		this.api = api;
		this.mappings = mappings;
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		List<EntryMapping> found = new ArrayList<>();
		of(table).forEach((mapping) -> {
			found.add(new DocumentEntries(mapping, table, null));
			String next = this.rebuilds.next(mapping.index().toString());
			if (next != null) {
				found.add(new DocumentEntries(mapping, table, next));
			}
		});
		return found;
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException, InterruptedException {
		Set<String> patterns = new LinkedHashSet<>();
		tables.stream().flatMap(this::of).map(ElasticsearchMapping::index).forEach((index) -> {
			String next = this.rebuilds.next(index.toString());
			String pattern = index.pattern();
			if (pattern != null) {
				patterns.add(pattern);
			}
			if (next != null) {
				patterns.add(next);
			}
		});
		return new IndexScan(this.api, List.copyOf(patterns));
	}

	private Stream<ElasticsearchMapping> of(TableSchema table) {
		return this.mappings.stream().filter((mapping) -> mapping.table().matches(table.id()));
	}

}
