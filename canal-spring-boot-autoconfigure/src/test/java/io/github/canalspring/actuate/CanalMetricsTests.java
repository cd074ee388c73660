package io.github.canalspring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.CanalStatus;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.SnapshotStatus;
import io.github.canalspring.Verification;
import io.github.canalspring.VerifyStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanalMetrics}.
 */
class CanalMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private CanalStatus status = new CanalStatus(List.of());

	private final CanalMetrics metrics = new CanalMetrics(this.registry, () -> this.status);

	@Test
	void anIdlePipelineHasItsMeters() {
		status(0, Duration.ZERO);
		refresh();
		refresh();
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsExactlyInAnyOrder("canal.events", "canal.lag", "canal.purge", "canal.parked", "canal.parked.age",
					"canal.applied", "canal.retries", "canal.snapshot.left", "canal.verify.age",
					"canal.verify.differences");
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.allSatisfy((id) -> assertThat(id.getTag("pipeline")).isEqualTo("redis"));
	}

	@Test
	void eventsAndLagFollowTheStatus() {
		status(7, Duration.ofMillis(1500));
		refresh();
		assertThat(this.registry.get("canal.events").tag("pipeline", "redis").functionCounter().count()).isEqualTo(7);
		assertThat(this.registry.get("canal.lag").tag("pipeline", "redis").gauge().value()).isEqualTo(1.5);
		status(9, Duration.ZERO);
		assertThat(this.registry.get("canal.events").tag("pipeline", "redis").functionCounter().count()).isEqualTo(9);
		assertThat(this.registry.get("canal.lag").tag("pipeline", "redis").gauge().value()).isZero();
	}

	@Test
	void tellsHowLongUntilThePurge() {
		this.status = new CanalStatus(List.of(new PipelineStatus("redis", State.PAUSED, null, Duration.ofHours(1), 0,
				null, null, Duration.ofHours(2))));
		refresh();
		assertThat(this.registry.get("canal.purge").tag("pipeline", "redis").gauge().value()).isEqualTo(7200);
		status(0, Duration.ZERO);
		assertThat(this.registry.get("canal.purge").tag("pipeline", "redis").gauge().value()).isNaN();
	}

	@Test
	void tellsHowManyRowsASnapshotStillHasToRead() {
		this.status = new CanalStatus(List.of(new PipelineStatus(
				"redis", State.RUNNING, null, Duration.ZERO, 0, null, null, null, new SnapshotStatus("shop.product", 2,
						100, 150, 10, Duration.ofSeconds(5), 0, 0, false, SnapshotStatus.Work.READING, List.of()),
				null)));
		refresh();
		assertThat(this.registry.get("canal.snapshot.left").tag("pipeline", "redis").gauge().value()).isEqualTo(50);
		status(0, Duration.ZERO);
		assertThat(this.registry.get("canal.snapshot.left").tag("pipeline", "redis").gauge().value()).isZero();
	}

	@Test
	void tellsWhatIsParkedAndForHowLong() {
		refresh();
		this.status = new CanalStatus(List.of(new PipelineStatus("redis", State.RUNNING, null, Duration.ZERO, 0, null,
				null, null, null, new PipelineStatus.Parked(2, 5, 100, Instant.now().minusSeconds(3600), "no"))));
		refresh();
		assertThat(this.registry.get("canal.parked").tag("pipeline", "redis").gauge().value()).isEqualTo(5);
		assertThat(this.registry.get("canal.parked.age").tag("pipeline", "redis").gauge().value()).isBetween(3590.0,
				3700.0);
		status(0, Duration.ZERO);
		assertThat(this.registry.get("canal.parked").tag("pipeline", "redis").gauge().value()).isZero();
		assertThat(this.registry.get("canal.parked.age").tag("pipeline", "redis").gauge().value()).isZero();
	}

	@Test
	void tellsWhatAllRowsWereFoundToBeAndWhen() {
		status(0, Duration.ZERO);
		refresh();
		assertThat(verified("age")).isNaN();
		assertThat(verified("differences")).isNaN();
		Instant then = Instant.now().minusSeconds(3600);
		Verification all = new Verification("redis", List.of("shop.product"), then, then.plusSeconds(60), 10, 10, 1, 2,
				4, 0, 0, List.of(), null);
		this.status = new CanalStatus(List.of(new PipelineStatus("redis", State.RUNNING, null, Duration.ZERO, 0, null,
				null, null, null, null, new VerifyStatus(null, all, all))));
		assertThat(verified("age")).isBetween(3590.0, 3700.0);
		assertThat(verified("differences")).isEqualTo(7);
	}

	private double verified(String meter) {
		return this.registry.get("canal.verify." + meter).tag("pipeline", "redis").gauge().value();
	}

	@Test
	void timesWhatIsAppliedAndCountsFailures() {
		this.metrics.applied("redis", 3, 100, Duration.ofMillis(20));
		this.metrics.applied("redis", 0, 0, Duration.ofMillis(900));
		this.metrics.failed("redis", new IllegalStateException());
		Timer applied = this.registry.get("canal.applied").tag("pipeline", "redis").timer();
		assertThat(applied.count()).isOne();
		assertThat(applied.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
		assertThat(this.registry.get("canal.retries").tag("pipeline", "redis").counter().count()).isOne();
	}

	private void status(long events, Duration lag) {
		this.status = new CanalStatus(
				List.of(new PipelineStatus("redis", State.RUNNING, null, lag, events, null, null)));
	}

	private void refresh() {
		this.metrics.onApplicationEvent(new ContextRefreshedEvent(new StaticApplicationContext()));
	}

}
