package io.github.canalspring.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A figure of a run.
 *
 * @param title the head of its column
 * @param value takes it from a run; not a number where there is none
 * @param scale what it is divided by before it is printed
 * @param format how it is printed then
 */
record Metric(String title, ToDoubleFunction<RunResult> value, double scale, String format) {

	static final List<Metric> HANDLER = List.of(thousands("k rows/s", RunResult::rowsPerSecond),
			thousands("k inserts/s", (run) -> run.rowsPerSecond(0)),
			thousands("k updates/s", (run) -> run.rowsPerSecond(1)),
			thousands("k deletes/s", (run) -> run.rowsPerSecond(2)),
			thousands("k later inserts/s", (run) -> run.laterRowsPerSecond(0)),
			thousands("k later updates/s", (run) -> run.laterRowsPerSecond(1)),
			thousands("k later deletes/s", (run) -> run.laterRowsPerSecond(2)),
			new Metric("CPU µs/row", RunResult::cpuMicrosPerRow, 1, "%.2f"),
			new Metric("start s", RunResult::startSeconds, 1, "%.2f"),
			new Metric("peak RSS MB", RunResult::peakRssMegabytes, 1, "%.0f"));

	static final List<Metric> STORE = Stream
		.concat(HANDLER.stream(), Stream.of(new Metric("bytes/value", RunResult::bytes, 1, "%.0f")))
		.toList();

	static final List<Metric> DELAY = List.of(millis("p50 ms", 50), millis("p99 ms", 99), millis("max ms", 100));

	private static Metric thousands(String title, ToDoubleFunction<RunResult> value) {
		return new Metric(title, value, 1_000, "%.1f");
	}

	private static Metric millis(String title, double percent) {
		return new Metric(title, (run) -> run.delay(percent), 1, "%.2f");
	}

	double of(RunResult run) {
		return this.value.applyAsDouble(run);
	}

	/** The title without what the figure is counted in, for ratios. */
	String quantity() {
		return this.title.replaceAll("^k | ms$| s$| MB$|µs", "");
	}

	String print(double number) {
		return Double.isNaN(number) ? "–" : String.format(Locale.ROOT, this.format, number / this.scale);
	}

}
