package io.github.canalspring.source.rabbitmq;

import java.time.Instant;

import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.rabbitmq.Repetitions.Place;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Repetitions}.
 */
class RepetitionsTests {

	private final Repetitions repetitions = new Repetitions();

	@Test
	void theSameChangeIsOne() {
		assertThat(this.repetitions.isOne(place(1, 0))).isFalse();
		assertThat(this.repetitions.isOne(place(1, 1))).isFalse();
		assertThat(this.repetitions.isOne(place(2, 0))).isFalse();
		assertThat(this.repetitions.isOne(place(1, 0))).isTrue();
		assertThat(this.repetitions.isOne(place(2, 0))).isTrue();
		assertThat(this.repetitions.isOne(place(3, 0))).isFalse();
	}

	@Test
	void whatComesLateIsNoneNorWhatIsPublishedAgainBehindIt() {
		assertThat(this.repetitions.isOne(place(1, 0))).isFalse();
		assertThat(this.repetitions.isOne(place(3, 0))).isFalse();
		// The publisher goes back to the first: the second was refused at first.
		assertThat(this.repetitions.isOne(place(1, 0))).isTrue();
		assertThat(this.repetitions.isOne(place(2, 0))).isFalse();
		assertThat(this.repetitions.isOne(place(3, 0))).isFalse();
		assertThat(this.repetitions.isOne(place(3, 0))).isTrue();
	}

	@Test
	void aDeleteAndAnInsertOfOneUpdateAreTwo() {
		assertThat(this.repetitions.isOne(place("shop", 1, 0, Operation.DELETE))).isFalse();
		assertThat(this.repetitions.isOne(place("shop", 1, 0, Operation.INSERT))).isFalse();
		assertThat(this.repetitions.isOne(place("stock", 1, 0, Operation.INSERT))).isFalse();
	}

	@Test
	void whatIsLongAgoIsForgotten() {
		for (int version = 0; version < 40_000; version++) {
			assertThat(this.repetitions.isOne(place(version, 0))).isFalse();
		}
		assertThat(this.repetitions.isOne(place(39_999, 0))).isTrue();
		assertThat(this.repetitions.isOne(place(0, 0))).isFalse();
		// So that rows end as they were left, all that follow it come into effect again.
		assertThat(this.repetitions.isOne(place(39_999, 0))).isFalse();
	}

	private static Place place(long version, long row) {
		return new Place("shop", version, row, new TableId("shop", "product"), Operation.UPDATE, Instant.EPOCH);
	}

	private static Place place(String stream, long version, long row, Operation operation) {
		return new Place(stream, version, row, new TableId("shop", "product"), operation, Instant.EPOCH);
	}

}
