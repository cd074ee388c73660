package io.github.canalspring.benchmarks;

/**
 * The workload's changes, for those who do not read them from the binlog.
 */
final class SyntheticChanges {

	private final Workload workload;

	private long sent;

	SyntheticChanges(Workload workload) {
		this.workload = workload;
	}

	boolean hasNext() {
		return this.sent < this.workload.changes();
	}

	/** Go to the next change, and give the id of its row. */
	long next() {
		long number = this.sent++;
		if (number < this.workload.inserts()) {
			return number + 1;
		}
		number -= this.workload.inserts();
		return (number < this.workload.updates()) ? number + 1 : number - this.workload.updates() + 1;
	}

	/** Whether the next change is the first update or the first delete. */
	boolean isAtPhaseEnd() {
		return this.sent == this.workload.inserts()
				|| this.sent == (long) this.workload.inserts() + this.workload.updates();
	}

	/** Whether the change that {@link #next()} went to is a delete. */
	boolean isDelete() {
		return this.sent > (long) this.workload.inserts() + this.workload.updates();
	}

	/** How many changes {@link #next()} went to: a version that grows. */
	long sent() {
		return this.sent;
	}

}
