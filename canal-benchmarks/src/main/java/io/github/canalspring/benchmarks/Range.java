package io.github.canalspring.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Median and extremes of some runs.
 *
 * @param median the median
 * @param min the least
 * @param max the greatest
 */
record Range(double median, double min, double max) {

	/** Leaves out what is not a number; all are not a number where nothing else is. */
	static Range of(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).sorted().toArray();
		if (sorted.length == 0) {
			return new Range(Double.NaN, Double.NaN, Double.NaN);
		}
		double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
		return new Range(median, sorted[0], Arrays.stream(sorted).max().getAsDouble());
	}

	String print(DoubleFunction<String> number) {
		if (Double.isNaN(this.median)) {
			return "–";
		}
		String median = number.apply(this.median);
		String min = number.apply(this.min);
		String max = number.apply(this.max);
		return (min.equals(max)) ? median : median + " (" + min + " to " + max + ")";
	}

}
