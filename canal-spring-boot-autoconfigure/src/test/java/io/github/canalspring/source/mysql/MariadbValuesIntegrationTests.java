package io.github.canalspring.source.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of values with MariaDB 11.4.
 */
class MariadbValuesIntegrationTests extends ValuesContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

	@Test
	void timesInTheFormatBeforeMySql56AreRead() {
		fixture().database("old");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		fixture().sql("SET GLOBAL mysql56_temporal_format=OFF");
		try {
			fixture().sql("SET sql_mode='', time_zone='+00:00'",
					"CREATE TABLE old.t (id INT PRIMARY KEY, a TIME, b DATETIME, c TIMESTAMP NULL, d INT)",
					"INSERT INTO old.t VALUES (1, '-838:59:58', '9999-12-31 23:59:58', '2038-01-19 03:14:07', 1), "
							+ "(2, '838:59:59', '1000-01-01 00:00:00', '1970-01-01 00:00:01', 2), "
							+ "(3, '-00:00:01', '0000-00-00 00:00:00', '0000-00-00 00:00:00', 3), (4, NULL, NULL, NULL, 4)");
			TableId table = new TableId("old", "t");
			List<Change> changes = changes(fixture().readAll(source, start, table::equals));
			List<Row> rows = changes.stream().map(Change::row).toList();
			assertThat(rows).extracting((row) -> row.get("d")).containsExactly(1, 2, 3, 4);
			assertThat(rows).extracting((row) -> row.get("a"))
				.containsExactly(Duration.ofHours(-838).minusMinutes(59).minusSeconds(58),
						Duration.ofHours(838).plusMinutes(59).plusSeconds(59), Duration.ofSeconds(-1), null);
			assertThat(rows).extracting((row) -> row.get("b"))
				.containsExactly(LocalDateTime.of(9999, 12, 31, 23, 59, 58), LocalDateTime.of(1000, 1, 1, 0, 0),
						"0000-00-00 00:00:00", null);
			assertThat(rows).extracting((row) -> row.get("c"))
				.containsExactly(Instant.parse("2038-01-19T03:14:07Z"), Instant.ofEpochSecond(1), "0000-00-00 00:00:00",
						null);
			assertSame(changes.get(0).schema(), source.tableReader().read(table, List.of(), 10).rows(), rows);
			Position fractions = source.latest();
			fixture().sql("CREATE TABLE old.u (id INT PRIMARY KEY, a DATETIME(3))",
					"INSERT INTO old.u VALUES (1, '2024-02-29 01:02:03.456')");
			assertThatExceptionOfType(SourceException.class)
				.isThrownBy(() -> SourceFixture.readUntilFailure(source, fractions, in("old")))
				.withMessageContainingAll("'a'", "old.u");
		}
		finally {
			fixture().sql("SET GLOBAL mysql56_temporal_format=ON");
		}
	}

	@Test
	void addressesAndUuidsAreTheTextThatTheServerShows() throws Exception {
		fixture().database("texts");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		Random random = new Random(3);
		fixture().sql("CREATE TABLE texts.t (id INT PRIMARY KEY AUTO_INCREMENT, u UUID, i INET6, b BINARY(16))",
				"INSERT INTO texts.t (u, i, b) VALUES " + IntStream.range(0, 2000)
					.mapToObj((n) -> "(" + hex(random, 0) + ", " + hex(random, random.nextInt(8)) + ", x'00')")
					.collect(Collectors.joining(",")));
		List<Change> changes = changes(fixture().readAll(source, start, in("texts")));
		assertThat(changes).hasSize(2000);
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			ResultSet selected = statement.executeQuery("SELECT u, i FROM texts.t ORDER BY id");
			for (Change change : changes) {
				selected.next();
				assertThat(change.row().get("u")).isEqualTo(selected.getString(1));
				assertThat(change.row().get("i")).isEqualTo(selected.getString(2));
				assertThat(change.row().get("b")).isEqualTo(new byte[16]);
			}
		}
	}

	/** 16 bytes, of which some words are zero. */
	private static String hex(Random random, int zeros) {
		StringBuilder text = new StringBuilder("x'");
		for (int word = 0; word < 8; word++) {
			text.append(String.format("%04x", (random.nextInt(8) < zeros) ? 0 : random.nextInt(0x10000)));
		}
		return text.append('\'').toString();
	}

	@Test
	void aTypeThatTheBinlogDoesNotTellIsNotGuessed() {
		fixture().database("gone");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		fixture().sql("CREATE TABLE gone.t (id INT PRIMARY KEY, u UUID)", "INSERT INTO gone.t VALUES (1, UUID())",
				"ALTER TABLE gone.t DROP COLUMN u");
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> SourceFixture.readUntilFailure(source, start, in("gone")))
			.withMessageContainingAll("'u'", "gone.t", "cannot be told");
	}

	@Test
	void keysOfTheseTypesArePaged() {
		fixture().database("keyed");
		MysqlChangeSource source = fixture().source();
		fixture().sql("CREATE TABLE keyed.t (u UUID, i INET6, PRIMARY KEY (u, i))",
				"INSERT INTO keyed.t SELECT UUID(), CONCAT('::', HEX(seq)) FROM keyed.seq_1_to_50",
				"INSERT INTO keyed.t SELECT '018f4d3a-7c1b-7abc-9def-0123456789ab', CONCAT(HEX(seq), '::') FROM keyed.seq_1_to_50");
		TableId table = new TableId("keyed", "t");
		List<Row> whole = source.tableReader().read(table, List.of(), 1000).rows();
		assertThat(whole).hasSize(100);
		List<Row> first = source.tableReader().read(table, List.of(), 60).rows();
		List<Row> rest = source.tableReader()
			.read(table, source.tableReader().read(table, List.of(), 60).last(), 60)
			.rows();
		assertThat(first).isEqualTo(whole.subList(0, 60));
		assertThat(rest).isEqualTo(whole.subList(60, 100));
	}

}
