package io.github.canalspring;

import java.util.List;

/**
 * What {@link CanalOperations#verify} found.
 *
 * @param pipelines one entry for each pipeline that keeps copies of the tables
 */
public record VerifyReport(List<Verification> pipelines) {

	public VerifyReport {
		pipelines = List.copyOf(pipelines);
	}

	/**
	 * Whether all copies are known to be right.
	 * @return whether everything was compared and nothing differed
	 */
	public boolean isConsistent() {
		return this.pipelines.stream().allMatch((each) -> each.isComplete() && each.differences() == 0);
	}

	/**
	 * How many keys, members and documents differ.
	 * @return the number, those that were put right included
	 */
	public long differences() {
		return this.pipelines.stream().mapToLong(Verification::differences).sum();
	}

}
