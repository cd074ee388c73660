package io.github.canalspring.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

/**
 * Counts the row changes that a subject has done, and notes time and CPU time where a
 * phase of the workload ends. Told by one thread, awaited by another.
 */
final class Progress {

	private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final long jvmStart = System.nanoTime()
			- TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getRuntimeMXBean().getUptime());

	private final CountDownLatch done = new CountDownLatch(1);

	private final List<Mark> marks = new ArrayList<>();

	private final long[] phaseEnds;

	private final Duration patience;

	private long rows;

	private long nextMark = 1;

	private int phase;

	Progress(Workload workload) {
		this.phaseEnds = workload.phaseEnds();
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
			this.nextMark = this.phaseEnds[0];
		}
		while (this.phase < this.phaseEnds.length && total >= this.phaseEnds[this.phase]) {
			this.marks.add(mark);
			this.phase++;
		}
		if (this.phase < this.phaseEnds.length) {
			this.nextMark = this.phaseEnds[this.phase];
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
				+ this.phaseEnds[this.phaseEnds.length - 1] + " row changes have arrived");
	}

	/** What is known after the last row change. */
	Measurement measurement() {
		return new Measurement(this.rows, this.marks, List.of());
	}

}
