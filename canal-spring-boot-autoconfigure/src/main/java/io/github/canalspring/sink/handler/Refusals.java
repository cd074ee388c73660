package io.github.canalspring.sink.handler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowKey;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;

/**
 * The changes of one flush on which handlers have failed, and the later ones of the same
 * rows, which have to wait behind them.
 */
final class Refusals {

	/** Instead of a handler's index: all that take single events have got it. */
	static final int SINGLE_DONE = Integer.MAX_VALUE;

	private final Map<Change, Refusal> refused = new LinkedHashMap<>();

	private final Set<String> rows = new HashSet<>();

	boolean isEmpty() {
		return this.refused.isEmpty();
	}

	/** Whether a change is of a row that waits. */
	boolean waits(Change change) {
		return !this.rows.isEmpty() && RowKey.of(change).stream().anyMatch(this.rows::contains);
	}

	/**
	 * Refuse a change.
	 * @param change the change
	 * @param handler the index of the first handler that has not got it
	 * @param reason why; empty if it waits behind another one
	 */
	void add(Change change, int handler, String reason) {
		this.refused.put(change, new Refusal(change, handler, reason));
		this.rows.addAll(RowKey.of(change));
	}

	/**
	 * From now on the lists: what was refused so far stays out of them, but what was
	 * before it in its row does not wait.
	 */
	void startLists() {
		this.rows.clear();
	}

	/** Those of a list's changes that may be delivered; the others are refused. */
	List<Change> passing(List<Change> changes) {
		if (isEmpty()) {
			return changes;
		}
		List<Change> passing = new ArrayList<>();
		for (Change change : changes) {
			if (waits(change)) {
				add(change, SINGLE_DONE, "");
			}
			else if (!this.refused.containsKey(change)) {
				passing.add(change);
			}
		}
		return passing;
	}

	/** In the order of the stream, in which they are tried again. */
	List<Refusal> inOrder() {
		return this.refused.values()
			.stream()
			.sorted(Comparator.comparingLong((Refusal refusal) -> refusal.change().version())
				.thenComparingLong((refusal) -> refusal.change().rowNumber()))
			.toList();
	}

	void throwIfAny(List<ChangeBatch> batches) throws ChangesRefusedException {
		if (!isEmpty()) {
			throw new ChangesRefusedException(batches,
					inOrder().stream()
						.map((refusal) -> new RefusedChange(refusal.change(), refusal.reason()))
						.toList());
		}
	}

	/**
	 * A refused change.
	 *
	 * @param change the change
	 * @param handler the index of the first handler that has not got it
	 * @param reason why
	 */
	record Refusal(Change change, int handler, String reason) {

	}

}
