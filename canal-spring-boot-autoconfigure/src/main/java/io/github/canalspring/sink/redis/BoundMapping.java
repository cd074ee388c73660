package io.github.canalspring.sink.redis;

import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
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
 * A mapping whose columns have been looked up in one version of a table. For one thread.
 */
final class BoundMapping implements EntryMapping {

	private final RowCondition.Bound when;

	private final RowTemplate.Bound key;

	private final ValueWriter value;

	private final boolean anybodys;

	private final TemplateParser parser;

	private final List<String> reads;

	/**
	 * Look the columns up.
	 * @param mapping the mapping
	 * @param table the table
	 * @throws IllegalArgumentException if the mapping names a column that is not there
	 */
	BoundMapping(RedisMapping mapping, TableSchema table) {
		Columns columns = table.header();
		this.when = mapping.when().bind(table);
		this.key = mapping.key().bind(columns);
		this.value = ValueWriter.of(mapping, table);
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
		Row visible = row;
		try {
			visible = this.when.visible(row);
		}
		catch (RowConditionException ex) {
			// Whoever applies the row tells it.
		}
		String name = (visible != null) ? this.key.render(visible) : null;
		return (name != null) ? new RedisKey(name) : null;
	}

	/**
	 * Keys that begin with a column could be anybody's, so nothing is told of them.
	 */
	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		return this.anybodys ? null : this.parser.parse(((RedisKey) entry).key());
	}

	/**
	 * Remove the entry that a change leaves behind: that of a deleted row, or the one
	 * under a key that the row no longer has.
	 */
	void remove(Change change, PendingWrites writes) {
		Row before = this.when.visible(change.before());
		Row after = this.when.visible(change.after());
		if (before == null || (after != null && this.key.sameColumns(before, after))) {
			return;
		}
		String old = this.key.render(before);
		if (old != null && (after == null || !old.equals(this.key.render(after)))) {
			writes.remove(old);
		}
	}

	/** Put the entry of an inserted or updated row. */
	void put(Change change, PendingWrites writes) {
		Row after = this.when.visible(change.after());
		String key = (after != null) ? this.key.render(after) : null;
		if (after != null && key != null) {
			writes.put(key, this.value, after);
		}
	}

}
