package io.github.canalspring.sink.redis;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableSchema;

/**
 * Gives each row a key of its own.
 */
final class KeyMapping implements BoundMapping {

	private final RowCondition.Bound when;

	private final RowTemplate.Bound key;

	private final ValueWriter value;

	KeyMapping(RedisMapping mapping, TableSchema table) {
		Columns columns = table.header();
		this.when = mapping.when().bind(table);
		this.key = mapping.key().bind(columns);
		this.value = ValueWriter.of(mapping, table);
	}

	@Override
	public void remove(Change change, PendingWrites writes) {
		Row before = this.when.possible(change.before());
		Row after = this.when.certain(change.after());
		if (before == null || (after != null && this.key.sameColumns(before, after))) {
			return;
		}
		String old = this.key.render(before);
		if (old != null && (after == null || !old.equals(this.key.render(after)))) {
			writes.remove(old);
		}
	}

	@Override
	public void put(Change change, PendingWrites writes) {
		Row after = this.when.visible(change.after());
		String key = (after != null) ? this.key.render(after) : null;
		if (after != null && key != null) {
			writes.put(key, this.value, change);
		}
	}

}
