package io.github.canalspring.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * The parameters of a run.
 *
 * @param workload what is caught up with
 * @param commits the number of commits whose delay is measured
 * @param runs how often each subject is run
 * @param only the groups and subjects to run; empty for all
 * @param heap the maximal heap of each subject's JVM, as {@code -Xmx} takes it
 * @param database the kind of database
 * @param directory where results and logs go
 */
record BenchmarkSettings(Workload workload, int commits, int runs, Set<String> only, String heap, String database,
		Path directory) {

	BenchmarkSettings {
		if (runs < 1 || commits < 1) {
			throw new IllegalArgumentException(
					"bench.runs is " + runs + " and bench.commits " + commits + "; both must be at least 1");
		}
		for (String name : only) {
			if (Arrays.stream(Subjects.values()).noneMatch((subject) -> subject.isMeantBy(Set.of(name)))) {
				throw new IllegalArgumentException("bench.only names '" + name + "', which is neither a group "
						+ Group.names() + " nor a subject " + Subjects.names());
			}
		}
	}

	static BenchmarkSettings from(Properties properties) {
		Workload workload = new Workload(number(properties, "bench.inserts", 1_000_000),
				number(properties, "bench.updates", 500_000), number(properties, "bench.deletes", 100_000),
				number(properties, "bench.transaction", 1_000));
		return new BenchmarkSettings(workload, number(properties, "bench.commits", 200),
				number(properties, "bench.runs", 3), names(properties.getProperty("bench.only", "")),
				properties.getProperty("bench.heap", "256m"), properties.getProperty("bench.database", "mariadb"),
				Path.of(properties.getProperty("bench.directory", "target/benchmarks")).toAbsolutePath());
	}

	List<Subjects> subjects() {
		return Arrays.stream(Subjects.values())
			.filter((subject) -> this.only.isEmpty() || subject.isMeantBy(this.only))
			.toList();
	}

	private static int number(Properties properties, String name, int fallback) {
		String value = properties.getProperty(name);
		try {
			return (value != null) ? Integer.parseInt(value.replace("_", "")) : fallback;
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(name + " is '" + value + "', which is not a whole number", ex);
		}
	}

	private static Set<String> names(String list) {
		Set<String> names = new LinkedHashSet<>();
		for (String name : list.split(",")) {
			if (!name.isBlank()) {
				names.add(name.strip());
			}
		}
		return names;
	}

}
