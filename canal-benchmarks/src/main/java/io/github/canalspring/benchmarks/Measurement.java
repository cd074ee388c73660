package io.github.canalspring.benchmarks;

import java.util.List;

/**
 * What a subject measured.
 *
 * @param rows the number of row changes or commits that it saw
 * @param marks where it was when the first row, half of the inserts, all of them, half of
 * the updates, all of them, half of the deletes, and all of them were done; empty for
 * delays
 * @param delays the delays in milliseconds, in the order of the commits; empty for
 * catching up
 */
record Measurement(long rows, List<Mark> marks, List<Double> delays) {

	Measurement {
		marks = List.copyOf(marks);
		delays = List.copyOf(delays);
	}

	static Measurement ofDelays(List<Double> delays) {
		return new Measurement(delays.size(), List.of(), delays);
	}

}
