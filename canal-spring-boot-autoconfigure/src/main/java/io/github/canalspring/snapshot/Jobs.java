package io.github.canalspring.snapshot;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The jobs that are left, in their order; what becomes of them is told to the meter. For
 * the stream's thread; the progress is for any.
 */
final class Jobs {

	private final SnapshotMeter meter;

	private volatile SnapshotProgress progress;

	Jobs(SnapshotProgress progress, SnapshotMeter meter) {
		this.progress = progress;
		this.meter = meter;
		meter.tell(progress);
	}

	SnapshotProgress progress() {
		return this.progress;
	}

	boolean areDone() {
		return this.progress.isDone();
	}

	/** The job under way. */
	SnapshotJob current() {
		return this.progress.job();
	}

	void first(SnapshotJob job) {
		become(this.progress.first(job));
	}

	/**
	 * The job under way got further.
	 * @param rest what is left of it; {@code null} if it is done
	 */
	void advance(@Nullable SnapshotJob rest) {
		if (rest == null) {
			this.meter.logDone(current());
		}
		become(this.progress.with(rest));
	}

	/**
	 * Forget jobs, from the first on.
	 * @return whether one was forgotten
	 */
	boolean dropWhile(Predicate<SnapshotJob> unwanted) {
		SnapshotProgress before = this.progress;
		while (!areDone() && unwanted.test(current())) {
			become(this.progress.with(null));
		}
		return this.progress != before;
	}

	void note(String name, String note) {
		this.progress = this.progress.noted(name, note);
	}

	/** What the meter counts has changed. */
	void tell() {
		this.meter.tell(this.progress);
	}

	private void become(SnapshotProgress next) {
		this.progress = next;
		this.meter.tell(next);
	}

}
