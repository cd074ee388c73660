package io.github.canalspring.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.github.canalspring.source.Position;
import io.github.canalspring.source.TestChangeSource;
import io.github.canalspring.verify.Verifier;
import io.github.canalspring.verify.VerifySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Progress}.
 */
class ProgressTests {

	private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

	private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

	private final PipelineDefinition definition = new PipelineDefinition("redis", new TestChangeSource(),
			new TestSink("redis"), (table) -> true, null);

	private final Progress progress = new Progress("redis", this.clock, new Parking(this.definition),
			new Verifier("redis", this.definition.source(), this.definition.sink(), this.definition.filter(),
					VerifySettings.defaults(), this.clock));

	@Test
	void countsTheTimeToThePurgeFromTheOldestThatIsNeeded() {
		this.progress.retention(Duration.ofHours(8));
		this.progress.applied(new Place(null), NOW.minus(Duration.ofHours(1)), 1);
		assertThat(this.progress.status().untilPurge()).isEqualTo(Duration.ofHours(7));
		this.progress.applied(new Place(NOW.minus(Duration.ofHours(5))), NOW.minus(Duration.ofHours(1)), 1);
		assertThat(this.progress.status().untilPurge()).isEqualTo(Duration.ofHours(3));
		assertThat(this.progress.status().lag()).isEqualTo(Duration.ofHours(1));
		this.progress.applied(new Place(NOW.minus(Duration.ofMinutes(1))), NOW.minus(Duration.ofHours(1)), 1);
		assertThat(this.progress.status().untilPurge()).isEqualTo(Duration.ofHours(7));
	}

	private record Place(@Nullable Instant neededSince) implements Position {

		@Override
		public long version() {
			return 1;
		}

		@Override
		public String text() {
			return "1";
		}

	}

}
