package io.github.canalspring.benchmarks;

import java.util.List;

/**
 * What one run of a subject gave.
 *
 * @param process what the subject's JVM handed back
 * @param stored the number of keys or documents that were there afterwards; 0 if there is
 * no store
 * @param storedBytes the size of one of them; 0 if there is no store
 */
record RunResult(ProcessResult process, long stored, long storedBytes) {

	private static final double NANOS = 1e9;

	/** From the start of the JVM to the first row. */
	double startSeconds() {
		return first().nanos() / NANOS;
	}

	double rowsPerSecond() {
		return rate(first(), last());
	}

	/** The rate of the inserts (0), the updates (1) or the deletes (2). */
	double rowsPerSecond(int phase) {
		return rate(marks().get(2 * phase), marks().get(2 * phase + 2));
	}

	/** The same, of the second half of the phase. */
	double laterRowsPerSecond(int phase) {
		return rate(marks().get(2 * phase + 1), marks().get(2 * phase + 2));
	}

	/** Of the whole process, from the first row to the last. */
	double cpuMicrosPerRow() {
		return (last().cpuNanos() - first().cpuNanos()) / 1e3 / (last().rows() - first().rows());
	}

	double peakRssMegabytes() {
		long kilobytes = this.process.peakRssKilobytes();
		return (kilobytes > 0) ? kilobytes / 1024.0 : Double.NaN;
	}

	double bytes() {
		return (this.storedBytes > 0) ? this.storedBytes : Double.NaN;
	}

	/** The delay in milliseconds that so many of a hundred commits did not exceed. */
	double delay(double percent) {
		List<Double> sorted = this.process.measurement().delays().stream().sorted().toList();
		int rank = (int) Math.ceil(percent / 100 * sorted.size());
		return sorted.get(Math.max(rank - 1, 0));
	}

	private List<Mark> marks() {
		return this.process.measurement().marks();
	}

	private Mark first() {
		return marks().get(0);
	}

	private Mark last() {
		return marks().get(marks().size() - 1);
	}

	/** Not a number where a phase was empty or passed within one look at it. */
	private static double rate(Mark from, Mark to) {
		return (to.nanos() > from.nanos()) ? (to.rows() - from.rows()) * NANOS / (to.nanos() - from.nanos())
				: Double.NaN;
	}

}
