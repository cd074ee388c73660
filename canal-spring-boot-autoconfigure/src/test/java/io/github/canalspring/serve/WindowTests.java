package io.github.canalspring.serve;

import java.util.List;

import io.github.canalspring.source.TestChangeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Window}.
 */
class WindowTests {

	private final Window window = new Window();

	@Test
	void batchesAreAsLargeAsTheyMayBeAndHaveAtLeastOneEntry() throws Refusal {
		this.window.add(List.of(entry(10, 1), entry(10, 2), entry(100, 3)));
		assertThat(this.window.take(25).entries()).hasSize(2);
		assertThat(this.window.take(25).entries()).hasSize(1);
		assertThat(this.window.take(25)).isEqualTo(Delivery.NOTHING);
		assertThat(this.window.bytes()).isEqualTo(120);
		assertThat(this.window.acknowledge(1)).isEqualTo(TestChangeSource.at(2));
		assertThat(this.window.bytes()).isEqualTo(100);
	}

	@Test
	void acknowledgesInOrderOnly() {
		this.window.add(List.of(entry(1, 1), entry(1, 2)));
		this.window.take(1);
		this.window.take(1);
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.window.acknowledge(2))
			.withMessage("ack error, batchId:2 is not the firstly:1");
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.window.acknowledge(3))
			.withMessage("ack error, batchId:3 is not exist, please check");
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.window.rollBack(2));
	}

	@Test
	void whatIsRolledBackComesAgainInItsOrderUnderNewNumbers() throws Refusal {
		List<EncodedEntry> entries = List.of(entry(1, 1), entry(1, 2), entry(1, 3));
		this.window.add(entries);
		this.window.take(1);
		this.window.take(1);
		this.window.rollBack(1);
		assertThat(this.window.bytes()).isZero();
		Delivery again = this.window.take(10);
		assertThat(again.id()).isEqualTo(3);
		assertThat(again.entries()).isEqualTo(entries);
		this.window.rollBack(0);
		assertThat(this.window.take(10).entries()).isEqualTo(entries);
	}

	@Test
	void aPlaceBehindWhatIsOpenIsReachedWithIt() throws Refusal {
		assertThat(this.window.pass(TestChangeSource.at(1))).isTrue();
		this.window.add(List.of(entry(1, 2)));
		assertThat(this.window.pass(TestChangeSource.at(3))).isFalse();
		this.window.take(1);
		assertThat(this.window.pass(TestChangeSource.at(4))).isFalse();
		assertThat(this.window.acknowledge(1)).isEqualTo(TestChangeSource.at(4));
	}

	private static EncodedEntry entry(int size, long position) {
		return new EncodedEntry(new byte[size], TestChangeSource.at(position));
	}

}
