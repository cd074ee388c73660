package io.github.canalspring.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A smoke run: that everything is still measured, not how fast it is.
 */
class CanalBenchmarksIntegrationTests {

	@Test
	void everySubjectDoesAllOfItsWork(@TempDir Path directory) throws Exception {
		Report report = run(directory, Map.of());
		for (Subjects subject : Subjects.values()) {
			if (report.results().of(subject).isEmpty() && (subject == Subjects.STOCK_BULK
					|| subject.group() == Group.CANAL || subject.group().store() == Store.Kind.RABBITMQ)) {
				// Without a Java 21 there is no server for this client, Canal's reads
				// MySQL, and RabbitMQ has to be installed.
				continue;
			}
			assertDone(report, subject);
		}
	}

	@Test
	void theSubjectsThatReadACanalServerDoAllOfTheirWork(@TempDir Path directory) throws Exception {
		Report report = run(directory, Map.of("bench.only", "canal", "bench.database", "mysql80"));
		assertDone(report, Subjects.OUR_CANAL);
		assertDone(report, Subjects.CANAL_CLIENT);
	}

	private static Report run(Path directory, Map<String, String> more) throws Exception {
		Properties properties = new Properties();
		properties.setProperty("bench.inserts", "3000");
		properties.setProperty("bench.updates", "500");
		properties.setProperty("bench.deletes", "200");
		properties.setProperty("bench.commits", "10");
		properties.setProperty("bench.runs", "1");
		properties.setProperty("bench.directory", directory.toString());
		properties.putAll(more);
		return new CanalBenchmarks(BenchmarkSettings.from(properties)).run();
	}

	private static void assertDone(Report report, Subjects subject) {
		assertThat(report.results().of(subject)).as(subject.parameter()).singleElement().satisfies((run) -> {
			assertThat(run.process().measurement().rows()).isEqualTo(subject.group().isCatchUp() ? 3_700 : 10);
			assertThat(run.stored()).isEqualTo(stored(subject.group()));
		});
		assertThat(report.toMarkdown()).contains("| " + subject.title() + " |");
	}

	private static long stored(Group group) {
		return (group.store() == Store.Kind.NONE || !group.isCatchUp() || group.isFromStore()) ? 0
				: (group.store() == Store.Kind.REDIS || group.store() == Store.Kind.ELASTICSEARCH) ? 2_800 : 3_700;
	}

}
