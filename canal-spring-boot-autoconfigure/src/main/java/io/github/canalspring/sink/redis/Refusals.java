package io.github.canalspring.sink.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowKey;
import io.github.canalspring.source.Change;

/**
 * The changes of a transaction that cannot be applied for a reason of their own, the last
 * one of each row.
 */
final class Refusals {

	private final Map<String, RefusedChange> refused = new LinkedHashMap<>();

	/** A later change of a row takes the place of one that was refused. */
	void settle(Change change) {
		if (!this.refused.isEmpty()) {
			this.refused.keySet().removeAll(RowKey.ofState(change));
		}
	}

	void add(Change change, String reason) {
		String key = RowKey.ofState(change).stream().reduce((first, last) -> last).orElseThrow();
		this.refused.put(key, new RefusedChange(change, reason));
	}

	boolean isEmpty() {
		return this.refused.isEmpty();
	}

	/** All of them; there are none then. */
	List<RefusedChange> drain() {
		List<RefusedChange> all = List.copyOf(this.refused.values());
		this.refused.clear();
		return all;
	}

}
