package io.github.canalspring.sink;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.Change;

/**
 * The changes that a copy of tables cannot apply for a reason of their own, the last one
 * of each row. For one thread.
 */
public final class RefusedRows {

	private final Map<String, RefusedChange> refused = new LinkedHashMap<>();

	/**
	 * Find which refused changes no later one of their row takes the place of.
	 * @param changes all changes in their order
	 * @param refused those that were refused, in any order
	 * @return the last of each row, if that was refused
	 */
	public static List<RefusedChange> last(Iterable<Change> changes, List<RefusedChange> refused) {
		Map<Change, String> reasons = new IdentityHashMap<>();
		refused.forEach((each) -> reasons.put(each.change(), each.reason()));
		RefusedRows rows = new RefusedRows();
		for (Change change : changes) {
			rows.settle(change);
			String reason = reasons.get(change);
			if (reason != null) {
				rows.add(change, reason);
			}
		}
		return rows.drain();
	}

	/**
	 * Forget what was refused of a row, because a later change takes its place.
	 * @param change the later change
	 */
	public void settle(Change change) {
		if (!this.refused.isEmpty()) {
			this.refused.keySet().removeAll(RowKey.ofState(change));
		}
	}

	/**
	 * Refuse a change.
	 * @param change the change
	 * @param reason why, without values of the row
	 */
	public void add(Change change, String reason) {
		String key = RowKey.ofState(change).stream().reduce((first, last) -> last).orElseThrow();
		this.refused.put(key, new RefusedChange(change, reason));
	}

	/**
	 * Whether nothing is refused.
	 * @return whether there is none
	 */
	public boolean isEmpty() {
		return this.refused.isEmpty();
	}

	/**
	 * Take all of them; there are none then.
	 * @return what was refused, in its order
	 */
	public List<RefusedChange> drain() {
		List<RefusedChange> all = List.copyOf(this.refused.values());
		this.refused.clear();
		return all;
	}

}
