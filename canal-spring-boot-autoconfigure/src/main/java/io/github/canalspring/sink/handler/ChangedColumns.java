package io.github.canalspring.sink.handler;

import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

/**
 * The columns in which two versions of a row differ, compared when somebody asks.
 */
final class ChangedColumns extends AbstractSet<String> {

	private final Row before;

	private final Row after;

	private volatile @Nullable Set<String> names;

	ChangedColumns(Row before, Row after) {
		this.before = before;
		this.after = after;
	}

	@Override
	public boolean contains(Object column) {
		return names().contains(column);
	}

	@Override
	public Iterator<String> iterator() {
		return names().iterator();
	}

	@Override
	public int size() {
		return names().size();
	}

	private Set<String> names() {
		Set<String> result = this.names;
		if (result == null) {
			result = compare();
			this.names = result;
		}
		return result;
	}

	private Set<String> compare() {
		Set<String> changed = new LinkedHashSet<>();
		for (int index = 0; index < this.after.columns().size(); index++) {
			String name = this.after.columns().name(index);
			int other = (this.before.columns() == this.after.columns()) ? index : this.before.columns().indexOf(name);
			if (other < 0 || !this.after.sameValue(index, this.before, other)) {
				changed.add(name);
			}
		}
		return Collections.unmodifiableSet(changed);
	}

}
