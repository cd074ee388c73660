package io.github.canalspring.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RangeTests {

	@Test
	void isMedianAndExtremes() {
		assertThat(Range.of(List.of(5.0, 1.0, 2.0))).isEqualTo(new Range(2, 1, 5));
		assertThat(Range.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Range(2.5, 1, 4));
	}

	@Test
	void leavesOutWhatIsNotANumber() {
		assertThat(Range.of(List.of(Double.NaN, 3.0, Double.POSITIVE_INFINITY))).isEqualTo(new Range(3, 3, 3));
		assertThat(Range.of(List.of(Double.NaN)).print(Double::toString)).isEqualTo("–");
	}

	@Test
	void printsExtremesOnlyIfTheyShow() {
		assertThat(new Range(2, 1, 3).print((number) -> Long.toString((long) number))).isEqualTo("2 (1 to 3)");
		assertThat(new Range(2, 2, 2).print((number) -> Long.toString((long) number))).isEqualTo("2");
	}

}
