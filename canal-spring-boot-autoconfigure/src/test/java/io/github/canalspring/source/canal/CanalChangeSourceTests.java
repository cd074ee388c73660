package io.github.canalspring.source.canal;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CanalChangeSource} without a server.
 */
class CanalChangeSourceTests {

	@ParameterizedTest
	@CsvSource({ "canal.server, canal.start-from, canal.server.user-pass",
			"canal.servers.stock, canal.servers.stock.start-from, canal.servers.stock.user-pass" })
	void namesThePropertiesOfItsServer(String origin, String startFrom, String password) {
		CanalConnection connection = new CanalConnection(() -> List.of(new CanalNode("127.0.0.1", 1)), "Canal", origin,
				"shop", "canal", "canal", "", Duration.ofSeconds(1), Duration.ofSeconds(1), 1 << 20, ZoneOffset.UTC);
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> new CanalChangeSource(connection).resolve(new StartFrom.Latest()))
			.satisfies((ex) -> assertThat(ex.remedy()).startsWith("Leave " + startFrom + " out."));
		assertThat(connection.property("user-pass")).isEqualTo(password);
	}

}
