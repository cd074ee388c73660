package io.github.canalspring.sink;

import java.util.List;

import io.github.canalspring.source.ChangeBatch;

/**
 * Thrown by {@link Sink#apply}: changes were refused for faults of their own, all others
 * of the batches have been applied, and the position has not been kept.
 */
public class ChangesRefusedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final int batches;

	private final transient List<RefusedChange> refused;

	/**
	 * Create an exception.
	 * @param batches how many of the given batches, from the first on, are covered
	 * @param refused what was refused; at least one
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
