package io.github.canalspring.source.kafka;

import io.github.canalspring.source.SourceException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KafkaPosition}.
 */
class KafkaPositionTests {

	private static final long TIME = 1_800_000_000_000L;

	private final KafkaPosition start = new KafkaPosition("shop", 3, 0, 0, "abc");

	@Test
	void versionsGrowWithOffsetsAndTime() {
		KafkaPosition first = this.start.after(5, TIME);
		KafkaPosition second = first.after(6, TIME);
		assertThat(second.version()).isEqualTo(first.version() + 1);
		assertThat(second.after(7, TIME + 1).version()).isGreaterThan(second.version());
		assertThat(second.after(7, TIME - 60_000).version()).isEqualTo(second.version() + 1);
		assertThat(second.after(7, -1).version()).isEqualTo(second.version() + 1);
	}

	@Test
	void versionsAreTheSameWhereverReadingBegins() {
		assertThat(this.start.after(5, TIME).after(6, TIME).version()).isEqualTo(this.start.after(6, TIME).version());
	}

	@Test
	void versionsGrowFromAnEndedTopicToANewOne() {
		KafkaPosition old = this.start.after(1_000_000, TIME);
		KafkaPosition other = new KafkaPosition("shop", 7, 0, 0, "def").after(0, TIME + 1);
		assertThat(other.version()).isGreaterThan(old.version());
	}

	@Test
	void isReadBackFromItsText() {
		KafkaPosition position = this.start.after(5, TIME);
		assertThat(KafkaPosition.parse(position.text())).isEqualTo(position);
		assertThat(position).hasToString("shop-3@6");
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> KafkaPosition.parse("file=a;offset=4"))
			.withMessageContaining("'file=a;offset=4'");
	}

	@Test
	void reachesOnlyWhatIsInItsPartition() {
		KafkaPosition position = this.start.after(5, TIME);
		assertThat(position.reaches(this.start)).isTrue();
		assertThat(this.start.reaches(position)).isFalse();
		assertThat(position.reaches(new KafkaPosition("shop", 2, 0, 0, "abc"))).isFalse();
	}

}
