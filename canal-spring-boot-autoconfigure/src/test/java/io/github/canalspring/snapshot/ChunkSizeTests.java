package io.github.canalspring.snapshot;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChunkSize}.
 */
class ChunkSizeTests {

	@Test
	void growsAndShrinksTowardsTheTime() {
		ChunkSize size = size(0);
		assertThat(size.limit(0).rows()).isEqualTo(500);
		size.took(millis(10), true);
		assertThat(size.limit(0).rows()).isEqualTo(1000);
		size.took(millis(80), true);
		assertThat(size.limit(0).rows()).isEqualTo(1250);
		size.took(millis(200), true);
		assertThat(size.limit(0).rows()).isEqualTo(625);
		size.took(millis(10_000), false);
		assertThat(size.limit(0).rows()).isEqualTo(312);
		size.failed();
		assertThat(size.limit(0).rows()).isEqualTo(156);
	}

	@Test
	void doesNotGrowByChunksThatWereNotFull() {
		ChunkSize size = size(0);
		size.took(millis(1), false);
		assertThat(size.limit(0).rows()).isEqualTo(500);
	}

	@Test
	void hasItsLimits() {
		ChunkSize size = size(0);
		for (int chunk = 0; chunk < 20; chunk++) {
			size.took(millis(1), true);
		}
		assertThat(size.limit(0).rows()).isEqualTo(20_000);
		for (int chunk = 0; chunk < 20; chunk++) {
			size.failed();
		}
		assertThat(size.limit(0).rows()).isEqualTo(20);
	}

	@Test
	void readsNoMoreThanTheMemoryAllows() {
		assertThat(size(0).limit(10_000).rows()).isEqualTo(100);
		assertThat(size(0).limit(10_000_000).rows()).isEqualTo(1);
		assertThat(size(0).limit(0).bytes()).isEqualTo(1_000_000);
	}

	@Test
	void waitsForItsRate() {
		ChunkSize size = size(1000);
		assertThat(size.limit(0).rows()).isEqualTo(200);
		assertThat(size.untilOpen()).isNegative();
		size.spend(10_000);
		assertThat(size.untilOpen()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
		ChunkSize unlimited = size(0);
		unlimited.spend(10_000);
		assertThat(unlimited.untilOpen()).isNegative();
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	private static ChunkSize size(int rowsPerSecond) {
		return new ChunkSize(new SnapshotSettings(Duration.ofMillis(100), 1_000_000, rowsPerSecond, true));
	}

}
