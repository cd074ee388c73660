package io.github.canalspring.sink;

import java.util.List;

import io.github.canalspring.source.ChangeBatch;

/**
 * Thrown by {@link Sink#apply} when some changes cannot be applied, however often that is
 * tried, for a reason of their own: a value that does not fit, a key of another type.
 * Everything else of the batches up to {@link #batches()} has been applied, but no
 * position is kept. Where every change counts ({@link Sink#wantsEveryChange}), later
 * changes in these batches of the rows of refused ones ({@link RowKey#of}) are refused
 * too; where only the last state does, what a refused change removes has been removed.
 * The pipeline parks them and then has the position kept by a batch without changes, or
 * it holds and calls again with the same batches. Never for a store that is away, full or
 * overloaded.
 */
public class ChangesRefusedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final int batches;

	private final transient List<RefusedChange> refused;

	/**
	 * Create an exception.
	 * @param batches how many of the batches, from the first, are applied but for the
	 * refused changes
	 * @param refused the refused changes in their order; at least one
	 */
	public ChangesRefusedException(int batches, List<RefusedChange> refused) {
		super(refused.get(0).reason() + ((refused.size() > 1) ? " (and " + (refused.size() - 1) + " more)" : ""));
		this.batches = batches;
		this.refused = List.copyOf(refused);
	}

	public ChangesRefusedException(List<ChangeBatch> batches, List<RefusedChange> refused) {
		this(batches.size(), refused);
	}

	public int batches() {
		return this.batches;
	}

	public List<RefusedChange> refused() {
		return this.refused;
	}

}
