package io.github.canalspring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalStatus;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CanalHealthIndicator}.
 */
class CanalHealthIndicatorTests {

	@ParameterizedTest
	@CsvSource({ "RUNNING,,UP", "STARTING,,UNKNOWN", "STARTING,refused,DOWN", "PAUSED,,UNKNOWN", "STOPPED,,UNKNOWN",
			"DISCONNECTED,refused,DOWN", "RETRYING,refused,DOWN", "FAILED,purged,DOWN" })
	void oneStatusForEachState(State state, @Nullable String error, String status) {
		Health health = health(pipeline("redis", state, error), pipeline("handlers", State.RUNNING, null));
		assertThat(health.getStatus()).isEqualTo(new Status(status));
	}

	@Test
	void downGoesBeforeUnknown() {
		assertThat(
				health(pipeline("redis", State.PAUSED, null), pipeline("handlers", State.FAILED, "purged")).getStatus())
			.isEqualTo(Status.DOWN);
	}

	@Test
	void upWithoutPipelines() {
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).isEmpty();
	}

	@Test
	void tellsHowEachPipelineIsDoing() {
		Instant applied = Instant.parse("2026-01-31T12:00:00Z");
		Health health = health(
				new PipelineStatus("elasticsearch", State.RETRYING, "mysql-bin.000042:4", Duration.ofMillis(1234), 7,
						applied, "Connection refused"),
				new PipelineStatus("redis", State.RUNNING, null, Duration.ZERO, 0, null, null));
		assertThat(health.getDetails()).containsOnly(
				Map.entry("elasticsearch",
						Map.of("state", State.RETRYING, "lag", "1234ms", "events", 7L, "position", "mysql-bin.000042:4",
								"lastApplied", applied, "error", "Connection refused")),
				Map.entry("redis", Map.of("state", State.RUNNING, "lag", "0ms", "events", 0L)));
	}

	@Test
	void upWithWhatIsParkedInTheDetails() {
		Instant since = Instant.parse("2026-01-31T12:00:00Z");
		Health health = health(new PipelineStatus("handlers", State.RUNNING, null, Duration.ZERO, 0, null, null, null,
				null, new PipelineStatus.Parked(1, 2, 300, since, "Handler failed")));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails().get("handlers")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("parked",
					Map.of("keys", 1, "changes", 2, "bytes", 300L, "since", since, "reason", "Handler failed"));
	}

	private static PipelineStatus pipeline(String name, State state, @Nullable String error) {
		return new PipelineStatus(name, state, null, Duration.ZERO, 0, null, error);
	}

	private static Health health(PipelineStatus... pipelines) {
		CanalOperations operations = mock();
		given(operations.status()).willReturn(new CanalStatus(List.of(pipelines)));
		Health health = new CanalHealthIndicator(operations).health();
		assertThat(health).isNotNull();
		return health;
	}

}
