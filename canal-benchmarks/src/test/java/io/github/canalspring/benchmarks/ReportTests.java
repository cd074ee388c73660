package io.github.canalspring.benchmarks;

import java.util.List;
import java.util.Properties;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	private final Results results = new Results();

	@Test
	void comparesRunsThatFollowedEachOther() {
		this.results.add(Subjects.OUR_HANDLER, run(100));
		this.results.add(Subjects.BINLOG_CLIENT, run(200));
		this.results.add(Subjects.OUR_HANDLER, run(300));
		this.results.add(Subjects.BINLOG_CLIENT, run(100));
		this.results.add(Subjects.OUR_HANDLER, run(100));
		this.results.add(Subjects.BINLOG_CLIENT, run(100));
		assertThat(this.results.ratio(Subjects.OUR_HANDLER, Subjects.BINLOG_CLIENT, Metric.HANDLER.get(0)))
			.isEqualTo(new Range(1, 0.5, 3));
		assertThat(report()).contains("| binlog client alone | 0.1 (0.1 to 0.2) |")
			.contains("| binlog client alone | 1.00 (0.50 to 3.00) |");
	}

	@Test
	void comparesNothingWhereOursWasNotRun() {
		this.results.add(Subjects.NAIVE_REDIS, run(100));
		this.results.add(Subjects.PIPELINED_SET, run(100));
		assertThat(report()).contains("naive loop").doesNotContain("ours / theirs").doesNotContain("typed handler");
	}

	@Test
	void comparesDelaysByTheirDifferenceToo() {
		this.results.add(Subjects.OUR_HANDLER_DELAY, run(List.of(0.5)));
		this.results.add(Subjects.BINLOG_CLIENT_DELAY, run(List.of(-0.25)));
		assertThat(report()).contains("| binlog client alone | – | – | – |")
			.contains("| binlog client alone, ours − theirs in ms | 0.75 | 0.75 | 0.75 |");
	}

	@Test
	void givesDelaysAsPercentiles() {
		this.results.add(Subjects.OUR_REDIS_DELAY, run(List.of(9.0, 1.0, 2.0, 3.0)));
		assertThat(report()).contains("| 2.00 | 9.00 | 9.00 |");
	}

	private String report() {
		return new Report(BenchmarkSettings.from(new Properties()), "MariaDB 11.4", this.results).toMarkdown();
	}

	private static RunResult run(List<Double> delays) {
		return new RunResult(new ProcessResult(Measurement.ofDelays(delays), 0), 0, 0);
	}

	/** Rows a second in each of three phases of two seconds. */
	private static RunResult run(long rate) {
		List<Mark> marks = LongStream.rangeClosed(0, 6)
			.mapToObj((second) -> new Mark(second * rate, second * 1_000_000_000L, second * 1_000_000L))
			.toList();
		return new RunResult(new ProcessResult(new Measurement(6 * rate, marks, List.of()), 1_024), 0, 0);
	}

}
