package io.github.canalspring.benchmarks;

import java.time.Duration;

/**
 * What the binlog is filled with, in this order.
 *
 * @param inserts the number of rows inserted
 * @param updates the number of rows updated then, each in a transaction of its own
 * @param deletes the number of rows deleted at last
 * @param transaction the number of rows in a transaction that inserts or deletes
 */
record Workload(int inserts, int updates, int deletes, int transaction) {

	Workload {
		if (inserts < 1 || transaction < 1 || updates < 0 || deletes < 0 || updates > inserts || deletes > inserts) {
			throw new IllegalArgumentException("Cannot measure with bench.inserts=" + inserts + ", bench.updates="
					+ updates + ", bench.deletes=" + deletes + ", bench.transaction=" + transaction
					+ ": inserts and transaction must be at least 1, updates and deletes at most as many as inserts");
		}
	}

	/** The number of row changes in the binlog. */
	long changes() {
		return (long) this.inserts + this.updates + this.deletes;
	}

	/** The number of rows that are left in the end. */
	long remaining() {
		return (long) this.inserts - this.deletes;
	}

	/** How long a subject may take for it. */
	Duration patience() {
		return Duration.ofMinutes(3).plusMillis(changes());
	}

	/** After how many changes the first half of each phase ends, and the phase. */
	long[] marks() {
		long[] ends = phaseEnds();
		long[] marks = new long[2 * ends.length];
		long start = 0;
		for (int phase = 0; phase < ends.length; phase++) {
			marks[2 * phase] = (start + ends[phase]) / 2;
			marks[2 * phase + 1] = ends[phase];
			start = ends[phase];
		}
		return marks;
	}

	/** After how many changes the inserts, the updates and the deletes end. */
	long[] phaseEnds() {
		return new long[] { this.inserts, (long) this.inserts + this.updates, changes() };
	}

}
