package io.github.canalspring.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTests {

	@Test
	void marksTheFirstRowAndTheMiddleAndTheEndOfEachPhase() {
		Progress progress = new Progress(new Workload(10, 5, 2, 1));
		for (int row = 1; row < 17; row++) {
			progress.row();
		}
		assertThat(progress.isDone()).isFalse();
		progress.row();
		assertThat(progress.isDone()).isTrue();
		assertThat(progress.measurement().rows()).isEqualTo(17);
		assertThat(progress.measurement().marks()).extracting(Mark::rows)
			.containsExactly(1L, 5L, 10L, 12L, 15L, 16L, 17L);
	}

	@Test
	void marksWhereItReallyWasWhenLookedAtNowAndThen() {
		Progress progress = new Progress(new Workload(10, 5, 2, 1));
		progress.reached(0);
		progress.reached(4);
		progress.reached(16);
		progress.reached(17);
		assertThat(progress.measurement().marks()).extracting(Mark::rows)
			.containsExactly(4L, 16L, 16L, 16L, 16L, 16L, 17L);
	}

	@Test
	void countsWhatIsTooMuch() {
		Progress progress = new Progress(new Workload(2, 0, 0, 1));
		progress.reached(2);
		progress.row();
		assertThat(progress.measurement().rows()).isEqualTo(3);
		assertThat(progress.measurement().marks()).extracting(Mark::rows).containsExactly(2L, 2L, 2L, 2L, 2L, 2L, 2L);
	}

}
