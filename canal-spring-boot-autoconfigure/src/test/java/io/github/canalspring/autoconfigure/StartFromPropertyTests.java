package io.github.canalspring.autoconfigure;

import java.time.Instant;

import io.github.canalspring.source.StartFrom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StartFromProperty}.
 */
class StartFromPropertyTests {

	@Test
	void readsKeywordsAndTimes() {
		assertThat(StartFromProperty.parse("canal.start-from", null)).isNull();
		assertThat(StartFromProperty.parse("canal.start-from", "Latest")).isEqualTo(new StartFrom.Latest());
		assertThat(StartFromProperty.parse("canal.start-from", "earliest")).isEqualTo(new StartFrom.Earliest());
		assertThat(StartFromProperty.parse("canal.start-from", "snapshot")).isEqualTo(new StartFrom.Snapshot());
		assertThat(StartFromProperty.parse("canal.start-from", "2026-01-31T12:00:00+02:00"))
			.isEqualTo(new StartFrom.Timestamp(Instant.parse("2026-01-31T10:00:00Z")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mysql-bin.000042:4", "db.bin.1000000:9999999999",
			"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:11",
			"3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5, 3e11fa47-71ca-11e1-9e33-c80aa9429563:tag:7", "0-1-25",
			"0-1-25,1-2-7" })
	void readsPositions(String text) {
		assertThat(StartFromProperty.parse("canal.start-from", text)).isEqualTo(new StartFrom.At(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "newest", "2026-01-31", "2026-11-20", "2026-01-31T12:00:00", "mysql-bin.000042",
			"mysql-bin:4", "3e11fa47-71ca-11e1-9e33-c80aa9429562", "0-1", "" })
	void refusesAnythingElse(String text) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> StartFromProperty.parse("canal.start-from", text))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.start-from");
				assertThat(ex.getValue()).isEqualTo(text);
				assertThat(ex.problem()).isEqualTo("neither a keyword, nor a time, nor a position in a binlog");
				assertThat(ex.remedy()).isEqualTo(
						"Write latest, earliest or snapshot; a time with its zone, such as 2026-01-31T12:00:00Z; "
								+ "a file and an offset, such as mysql-bin.000042:4; or a GTID set.");
			});
	}

}
