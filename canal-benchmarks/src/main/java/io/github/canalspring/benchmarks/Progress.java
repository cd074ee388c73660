package io.github.canalspring.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

/**
 * Counts the row changes that a subject has done, and notes time and CPU time in the
 * middle and at the end of each phase of the workload. Told by one thread, awaited by
 * another.
 */
final class Progress {

	private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final long jvmStart = System.nanoTime()
			- TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getRuntimeMXBean().getUptime());

	private final CountDownLatch done = new CountDownLatch(1);

	private final List<Mark> marks = new ArrayList<>();

	private final long[] places;

	private final Duration patience;

	private long rows;

	private long nextMark = 1;

	private int place;

	Progress(Workload workload) {
		this.places = workload.marks();
		this.patience = workload.patience();
	}

	/** One more row change is done. */
	void row() {
		reached(this.rows + 1);
	}

	/** So many row changes are done. */
	void reached(long total) {
		this.rows = total;
		if (total >= this.nextMark) {
			mark(total);
		}
	}

	private void mark(long total) {
		Mark mark = new Mark(total, System.nanoTime() - this.jvmStart, this.process.getProcessCpuTime());
		if (this.marks.isEmpty()) {
			this.marks.add(mark);
			this.nextMark = this.places[0];
		}
		while (this.place < this.places.length && total >= this.places[this.place]) {
			this.marks.add(mark);
			this.place++;
		}
		if (this.place < this.places.length) {
			this.nextMark = this.places[this.place];
		}
		else {
			this.nextMark = Long.MAX_VALUE;
			this.done.countDown();
		}
	}

	boolean isDone() {
		return this.done.getCount() == 0;
	}

	/** Waits until everything is done. */
	Measurement await() throws InterruptedException {
		if (!this.done.await(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
			throw overdue();
		}
		return measurement();
	}

	/** For those who look themselves whether more is done. */
	void checkPatience() {
		if (System.nanoTime() - this.jvmStart > this.patience.toNanos()) {
			throw overdue();
		}
	}

	private IllegalStateException overdue() {
		return new IllegalStateException("After " + this.patience + " only " + this.rows + " of "
				+ this.places[this.places.length - 1] + " row changes have arrived");
	}

	/** What is known after the last row change. */
	Measurement measurement() {
		return new Measurement(this.rows, this.marks, List.of());
	}

}
