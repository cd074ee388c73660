package io.github.canalspring.benchmarks;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All results as Markdown: for each group a table of figures and one of ratios.
 */
final class Report {

	private final BenchmarkSettings settings;

	private final String servers;

	private final Results results;

	Report(BenchmarkSettings settings, String servers, Results results) {
		this.settings = settings;
		this.servers = servers;
		this.results = results;
	}

	Results results() {
		return this.results;
	}

	/** The figures of one run, for those who wait. */
	static String line(Group group, RunResult run) {
		return group.metrics()
			.stream()
			.map((metric) -> metric.print(metric.of(run)) + " " + metric.title())
			.collect(Collectors.joining(", "));
	}

	String toMarkdown() {
		StringJoiner text = new StringJoiner("\n\n", "", "\n");
		text.add("# Benchmarks of " + LocalDate.now());
		text.add(Machine.describe() + "; " + this.servers + ". Heap of each subject " + this.settings.heap() + ".");
		text.add(parameters());
		for (Group group : Group.values()) {
			List<Subjects> subjects = this.results.subjects(group);
			if (!subjects.isEmpty()) {
				text.add("## " + group.title());
				text.add(figures(group, subjects));
				if (isCompared(subjects)) {
					text.add(comparison(group, subjects));
				}
			}
		}
		return text.toString();
	}

	private String parameters() {
		Workload workload = this.settings.workload();
		return String.format(Locale.ROOT,
				"%,d inserts in transactions of %d rows, %,d updates in transactions of their own, %,d deletes; "
						+ "%d commits 20 ms apart, after as many to warm up. Median (least to greatest); runs: %d.",
				workload.inserts(), workload.transaction(), workload.updates(), workload.deletes(),
				this.settings.commits(), this.settings.runs());
	}

	private String figures(Group group, List<Subjects> subjects) {
		StringJoiner table = new StringJoiner("\n").add(head(group, ""));
		for (Subjects subject : subjects) {
			table.add(row(subject.title(),
					group.metrics()
						.stream()
						.map((metric) -> this.results.range(subject, metric).print(metric::print))));
		}
		return table.toString();
	}

	private boolean isCompared(List<Subjects> subjects) {
		return subjects.size() > 1 && subjects.get(0).isOurs();
	}

	private String comparison(Group group, List<Subjects> subjects) {
		StringJoiner table = new StringJoiner("\n").add(head(group, "ours / theirs"));
		for (Subjects peer : subjects.subList(1, subjects.size())) {
			table.add(row(peer.title(),
					group.metrics()
						.stream()
						.map((metric) -> print(this.results.ratio(subjects.get(0), peer, metric)))));
			if (!group.isCatchUp()) {
				table.add(row(peer.title() + ", ours − theirs in ms",
						group.metrics()
							.stream()
							.map((metric) -> print(this.results.difference(subjects.get(0), peer, metric)))));
			}
		}
		return table.toString();
	}

	private static String print(Range range) {
		return range.print((number) -> String.format(Locale.ROOT, "%.2f", number));
	}

	private static String head(Group group, String first) {
		String head = row(first,
				group.metrics().stream().map((metric) -> first.isEmpty() ? metric.title() : metric.quantity()));
		return head + "\n" + "|---".repeat(group.metrics().size() + 1) + "|";
	}

	private static String row(String first, Stream<String> cells) {
		return "| " + first + " | " + cells.collect(Collectors.joining(" | ")) + " |";
	}

}
