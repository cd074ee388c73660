package io.github.canalspring.benchmarks;

import java.util.Properties;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BenchmarkSettingsTests {

	private final Properties properties = new Properties();

	@Test
	void runsEverythingUnlessToldOtherwise() {
		assertThat(settings().subjects()).containsExactly(Subjects.values());
		assertThat(settings().workload().changes()).isEqualTo(1_600_000);
	}

	@Test
	void runsGroupsAndSubjectsByName() {
		this.properties.setProperty("bench.only", "handler, pipelined-set");
		assertThat(settings().subjects()).containsExactly(Subjects.OUR_HANDLER, Subjects.BINLOG_CLIENT,
				Subjects.OUR_SKIPPING, Subjects.SOCKET_READER, Subjects.PIPELINED_SET);
	}

	@Test
	void refusesWhatItDoesNotKnow() {
		this.properties.setProperty("bench.only", "postgres");
		assertThatIllegalArgumentException().isThrownBy(this::settings)
			.withMessageContaining("'postgres'")
			.withMessageContaining("redis-delay")
			.withMessageContaining("pipelined-set");
	}

	@Test
	void refusesSizesThatDoNotFit() {
		this.properties.setProperty("bench.inserts", "10");
		assertThatIllegalArgumentException().isThrownBy(this::settings).withMessageContaining("bench.updates=500000");
		this.properties.setProperty("bench.inserts", "many");
		assertThatIllegalArgumentException().isThrownBy(this::settings).withMessageContaining("'many'");
	}

	private BenchmarkSettings settings() {
		return BenchmarkSettings.from(this.properties);
	}

}
