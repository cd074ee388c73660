package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/**
 * Measures everything in one run, and reports it on the console and in
 * {@code results.md}. The README says what can be chosen by system properties.
 */
public final class CanalBenchmarks {

	private static final Logger logger = LoggerFactory.getLogger(CanalBenchmarks.class);

	private final BenchmarkSettings settings;

	private final ChildJvm child;

	CanalBenchmarks(BenchmarkSettings settings) {
		this.settings = settings;
		this.child = new ChildJvm(settings.heap());
	}

	/**
	 * Measure.
	 * @param arguments none
	 * @throws Exception if any subject could not do all of its work
	 */
	public static void main(String[] arguments) throws Exception {
		BenchmarkSettings settings = BenchmarkSettings.from(System.getProperties());
		Path results = settings.directory().resolve("results.md");
		String report = new CanalBenchmarks(settings).run().toMarkdown();
		Files.writeString(results, report);
		System.out.println(report);
		System.out.println("Written to " + results);
	}

	Report run() throws IOException, InterruptedException, SQLException {
		Set<Store.Kind> stores = this.settings.subjects()
			.stream()
			.map((subject) -> subject.group().store())
			.collect(Collectors.toSet());
		try (Servers servers = new Servers(this.settings.database(), stores, destinations())) {
			Results results = new Results();
			long start = System.nanoTime();
			servers.fill(this.settings.workload());
			logger.info("Filled the binlog with {} row changes in {}", this.settings.workload().changes(),
					Duration.ofNanos(System.nanoTime() - start));
			for (Group group : Group.values()) {
				measure(group, servers, results);
			}
			return new Report(this.settings, servers.describe(), results);
		}
	}

	/** Each run reads one of its own, from its start. */
	private List<String> destinations() {
		return this.settings.subjects()
			.stream()
			.filter((subject) -> subject.group() == Group.CANAL)
			.flatMap((subject) -> IntStream.rangeClosed(0, this.settings.runs())
				.mapToObj((run) -> subject.parameter() + "-" + run))
			.toList();
	}

	/** One after the other, and that again, so that a noisy minute hits them alike. */
	private void measure(Group group, Servers servers, Results results) throws IOException, InterruptedException {
		List<Subjects> subjects = this.settings.subjects()
			.stream()
			.filter((subject) -> subject.group() == group)
			.filter((subject) -> isMeasured(subject, servers))
			.toList();
		if ((group == Group.ELASTICSEARCH || group == Group.CANAL) && !subjects.isEmpty()) {
			// The server is a JVM too, and must not be cold for the first subject only.
			measure(subjects.get(0), 0, servers);
		}
		for (int run = 1; run <= this.settings.runs(); run++) {
			for (Subjects subject : subjects) {
				RunResult result = measure(subject, run, servers);
				logger.info("{}, run {}: {}", subject.parameter(), run, Report.line(group, result));
				results.add(subject, result);
			}
		}
	}

	private static boolean isMeasured(Subjects subject, Servers servers) {
		if (!servers.suit(subject)) {
			logger.warn("{} is left out: it does not work with {}; {}", subject.parameter(), servers.describe(),
					switch (subject.group()) {
						case CANAL -> "set -Dbench.database=mysql80";
						case RABBITMQ_SINK, RABBITMQ_SOURCE -> "install RabbitMQ or Docker";
						default -> "install a JDK 21 or later for a newer one";
					});
			return false;
		}
		return true;
	}

	private RunResult measure(Subjects subject, int run, Servers servers) throws IOException, InterruptedException {
		Path directory = this.settings.directory().resolve(subject.parameter() + "-" + run);
		FileSystemUtils.deleteRecursively(directory);
		@Nullable Store store = servers.store(subject.group().store());
		if (subject.group().isFromStore()) {
			refill(subject.group(), Objects.requireNonNull(store), servers);
		}
		else if (store != null) {
			store.clear();
		}
		Workload workload = this.settings.workload();
		ProcessResult result = this.child
			.run(new Task(subject, workload, this.settings.commits(), servers.endpoints(), directory));
		if (!subject.group().isCatchUp()) {
			return new RunResult(result, 0, 0);
		}
		expect(subject, "counted row changes", workload.changes(), result.measurement().rows());
		if (store == null || subject.group().isFromStore()) {
			return new RunResult(result, 0, 0);
		}
		long stored = store.count();
		expect(subject, "left rows in the store", subject.group().stored(workload), stored);
		return new RunResult(result, stored, store.bytes(workload.inserts()));
	}

	/** What is read from a queue is gone. */
	private void refill(Group group, Store store, Servers servers) throws IOException, InterruptedException {
		if (store.count() != this.settings.workload().changes()) {
			measure((group == Group.KAFKA_SOURCE) ? Subjects.KAFKA_PRODUCER : Subjects.RABBITMQ_PUBLISHER, 0, servers);
		}
	}

	/** Speed is worth nothing where something is missing. */
	private static void expect(Subjects subject, String what, long expected, long actual) {
		if (actual != expected) {
			throw new IllegalStateException(
					subject.parameter() + " " + what + ": " + actual + " instead of " + expected);
		}
	}

}
