package io.github.canalspring.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TestChangeSource;
import io.github.canalspring.verify.VerifySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PurgeWatch}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PurgeWatchTests {

	private static final String WARNING = "the source may delete changes";

	private final TestChangeSource source = new TestChangeSource();

	private Clock clock = Clock.systemUTC();

	private final Pipeline pipeline = new Pipeline(
			new PipelineDefinition("redis", this.source, new TestSink("redis"), (table) -> true, null),
			PipelineSettings.defaults(), VerifySettings.defaults(), PipelineListener.NOOP, new Clock() {

				@Override
				public ZoneId getZone() {
					return ZoneOffset.UTC;
				}

				@Override
				public Clock withZone(ZoneId zone) {
					throw new UnsupportedOperationException();
				}

				@Override
				public Instant instant() {
					return PurgeWatchTests.this.clock.instant();
				}

			});

	private final PurgeWatch watch = new PurgeWatch(List.of(this.pipeline));

	private void lag(Duration lag) {
		this.clock = Clock.offset(Clock.systemUTC(), lag);
		this.watch.look();
	}

	@Test
	void warnsOnceBeforeThePurge(CapturedOutput output) {
		this.source.retain(Duration.ofHours(8));
		lag(Duration.ofHours(5));
		assertThat(output).doesNotContain(WARNING);
		lag(Duration.ofHours(7));
		lag(Duration.ofHours(9));
		assertThat(output.toString().split(WARNING)).hasSize(2);
		assertThat(this.pipeline.status().untilPurge()).isBetween(Duration.ofMinutes(-61), Duration.ofMinutes(-59));
		lag(Duration.ofHours(1));
		lag(Duration.ofHours(7));
		assertThat(output.toString().split(WARNING)).hasSize(3);
	}

	@Test
	void saysNothingWhereThereIsNoLimit(CapturedOutput output) {
		lag(Duration.ofDays(1000));
		this.source.failChecks(new SourceUnreachableException("gone", "wait", null));
		lag(Duration.ofDays(1000));
		assertThat(output).doesNotContain(WARNING);
		assertThat(this.pipeline.status().untilPurge()).isNull();
	}

}
