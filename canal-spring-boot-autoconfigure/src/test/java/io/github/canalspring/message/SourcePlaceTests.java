package io.github.canalspring.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SourcePlace}.
 */
class SourcePlaceTests {

	@Test
	void itsVersionGrowsAlongTheBinlog() {
		SourcePlace one = SourcePlace.parse("mysql-bin.000002:4294967299", 3);
		assertThat(one).isEqualTo(new SourcePlace("mysql-bin.000002", 4294967299L, 3));
		assertThat(one.version()).isEqualTo(2L << 34 | 4294967299L)
			.isLessThan(new SourcePlace("mysql-bin.000003", 4, 0).version());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a:", ":5", "binlog:5", "binlog.x:5", "binlog.000001:x", "binlog.:5", "0f3a-11:1-77",
			"binlog.000001:99999999999999999999" })
	void whatIsNoneIsNone(String text) {
		assertThat(SourcePlace.parse(text, 0)).isNull();
	}

}
