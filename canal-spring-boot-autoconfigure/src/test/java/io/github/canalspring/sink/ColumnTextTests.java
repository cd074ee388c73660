package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ColumnText}.
 */
class ColumnTextTests {

	@ParameterizedTest
	@CsvSource({ "PT0S,00:00:00", "PT1S,00:00:01", "PT-12H-34M-56S,-12:34:56", "PT838H59M59S,838:59:59",
			"PT0.000001S,00:00:00.000001", "PT1.5S,00:00:01.500000", "PT-0.25S,-00:00:00.250000",
			"PT-838H-59M-59S,-838:59:59" })
	void writesTimesAsMySqlShowsThem(Duration time, String text) {
		assertThat(ColumnText.of(time)).isEqualTo(text);
	}

	@Test
	void writesPlainNumbersAndDates() {
		assertThat(ColumnText.of(new BigDecimal("1E+3"))).isEqualTo("1000");
		assertThat(ColumnText.of(new BigDecimal("0.0000001000"))).isEqualTo("0.0000001000");
		assertThat(ColumnText.of(new BigInteger("18446744073709551615"))).isEqualTo("18446744073709551615");
		assertThat(ColumnText.of(LocalDate.of(2026, 1, 31))).isEqualTo("2026-01-31");
		assertThat(ColumnText.of(true)).isEqualTo("true");
		assertThat(ColumnText.of(new byte[] { 1, 2, 3 })).isEqualTo("AQID");
		assertThat(ColumnText.of(new float[] { 1, 2.5f, 1e10f })).isEqualTo("[1.0,2.5,1.0E10]");
		assertThat(ColumnText.of("as it is")).isEqualTo("as it is");
	}

	@Test
	void writesMomentsAsJavaDoes() {
		Random random = new Random(11);
		int[] nanos = { 0, 1, 999_999_999, 100_000_000, 120_000_000, 123_000_000, 123_456_000, 123_456_700, 1_000 };
		for (int round = 0; round < 20_000; round++) {
			// From year -1000 to 11000 or so.
			long second = random.nextLong(-93_000_000_000L, 286_000_000_000L);
			int nano = nanos[random.nextInt(nanos.length)];
			Instant instant = Instant.ofEpochSecond(second, nano);
			assertThat(ColumnText.of(instant)).isEqualTo(instant.toString());
			LocalDateTime time = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
			assertThat(ColumnText.of(time)).isEqualTo(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time));
		}
	}

}
