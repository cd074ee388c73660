package io.github.canalspring.sink.redis;

import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TemplateParser;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a mapping belong to which rows of one version of a table. For one thread.
 */
final class KeyEntries implements EntryMapping {

	private final RowCondition.Bound when;

	private final RowTemplate.Bound key;

	private final boolean anybodys;

	/** Whether others fill what is under the keys. */
	private final boolean others;

	private final TemplateParser parser;

	private final List<String> reads;

	/**
	 * Bind a mapping.
	 * @param mapping the mapping
	 * @param table the table
	 * @param others whether others fill what is under the keys, so that nothing can be
	 * told of them
	 */
	KeyEntries(RedisMapping mapping, TableSchema table, boolean others) {
		this.when = mapping.when().bind(table);
		this.key = mapping.key().bind(table.header());
		this.others = others;
		this.anybodys = mapping.key().prefix().isEmpty();
		this.parser = new TemplateParser(mapping.key(), table);
		this.reads = Stream.concat(mapping.key().columnNames().stream(), mapping.when().columnNames().stream())
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
		Row visible = this.when.possible(row);
		String name = (visible != null) ? this.key.render(visible) : null;
		return (name != null) ? new RedisKey(name) : null;
	}

	/**
	 * Keys that begin with a column could be anybody's, so nothing is told of them.
	 */
	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		if (!(entry instanceof RedisKey found)) {
			return List.of();
		}
		List<List<Object>> rows = this.anybodys ? null : this.parser.parse(found.key());
		return (this.others && rows != null && !rows.isEmpty()) ? null : rows;
	}

}
