package io.github.canalspring.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * The results of all runs of all subjects.
 */
final class Results {

	private final Map<Subjects, List<RunResult>> runs = new EnumMap<>(Subjects.class);

	void add(Subjects subject, RunResult result) {
		this.runs.computeIfAbsent(subject, (key) -> new ArrayList<>()).add(result);
	}

	/** The results of a subject in the order of its runs; empty if it was not run. */
	List<RunResult> of(Subjects subject) {
		return List.copyOf(this.runs.getOrDefault(subject, List.of()));
	}

	/** The subjects of a group that were run. */
	List<Subjects> subjects(Group group) {
		return this.runs.keySet().stream().filter((subject) -> subject.group() == group).toList();
	}

	Range range(Subjects subject, Metric metric) {
		return Range.of(of(subject).stream().map(metric::of).toList());
	}

	/** Not a number where a delay is not above zero. */
	Range ratio(Subjects ours, Subjects peer, Metric metric) {
		return compare(ours, peer, metric, (our, their) -> (our > 0 && their > 0) ? our / their : Double.NaN);
	}

	Range difference(Subjects ours, Subjects peer, Metric metric) {
		return compare(ours, peer, metric, (our, their) -> our - their);
	}

	/** Runs that followed each other, so that both had the same machine. */
	private Range compare(Subjects ours, Subjects peer, Metric metric, DoubleBinaryOperator comparison) {
		return Range.of(IntStream.range(0, of(ours).size())
			.mapToObj((run) -> comparison.applyAsDouble(metric.of(of(ours).get(run)), metric.of(of(peer).get(run))))
			.toList());
	}

}
