package io.github.canalspring.source.mysql;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static io.github.canalspring.source.mysql.TlsContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom servers let in, and what they let them do.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class AccessContract {

	private @Nullable SourceFixture started;

	abstract DatabaseServer.Builder server();

	@BeforeAll
	void start() {
		this.started = new SourceFixture(server().start());
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.server().close();
		}
	}

	SourceFixture fixture() {
		assertThat(this.started).isNotNull();
		return this.started;
	}

	MysqlConnection connection(String user, String password) {
		return new MysqlConnection(List.of(new HostPort(fixture().server().host(), fixture().server().port())), user,
				password);
	}

	MysqlChangeSource source(String user) {
		return new MysqlChangeSource(connection(user, user));
	}

	private void user(String name, String... grants) {
		fixture().sql("DROP USER IF EXISTS " + name + "@'127.0.0.1'",
				"CREATE USER " + name + "@'127.0.0.1' IDENTIFIED BY '" + name + "'");
		for (String grant : grants) {
			fixture().sql("GRANT " + grant + " TO " + name + "@'127.0.0.1'");
		}
	}

	@Test
	void selectOnOneDatabaseIsEnough() {
		fixture().database("seen");
		fixture().database("hidden");
		fixture().sql("CREATE TABLE seen.t (id INT PRIMARY KEY)", "CREATE TABLE hidden.t (id INT PRIMARY KEY)");
		user("exact", "REPLICATION SLAVE, REPLICATION CLIENT ON *.*", "SELECT ON seen.*");
		MysqlChangeSource source = source("exact");
		source.check(List.of(new TableId("seen", "t")));
		assertRefused(() -> source.check(List.of(new TableId("hidden", "t"))), "hidden.t",
				"GRANT SELECT ON `hidden`.`t` TO 'exact'@'127.0.0.1'");
		Position start = source.latest();
		fixture().sql("INSERT INTO hidden.t VALUES (1)", "INSERT INTO seen.t VALUES (2)");
		assertThat(changes(fixture().readAll(source, start, in("seen")))).hasSize(1);
		assertThat(source.describe((table) -> true)).singleElement()
			.satisfies((table) -> assertThat(table.id()).isEqualTo(new TableId("seen", "t")));
	}

	@Test
	void everyMissingPrivilegeIsToldWithItsGrant() {
		user("half", "SELECT, REPLICATION SLAVE ON *.*");
		assertRefused(() -> source("half").check(List.of()), "GRANT REPLICATION CLIENT ON *.* TO 'half'@'127.0.0.1'");
		user("half", "SELECT, REPLICATION CLIENT ON *.*");
		assertRefused(() -> source("half").check(List.of()), "GRANT REPLICATION SLAVE ON *.* TO 'half'@'127.0.0.1'");
	}

	@Test
	void anExpiredPasswordIsTold() {
		Assumptions.assumeFalse(fixture().server().version().startsWith("5."));
		user("late", "SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.*");
		fixture().sql("ALTER USER late@'127.0.0.1' PASSWORD EXPIRE");
		assertRefused(() -> source("late").check(List.of()), "expired", "ALTER USER 'late'@'%' IDENTIFIED BY");
	}

	@Test
	void aLockedAccountIsTold() {
		user("locked", "SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.*");
		fixture().sql("ALTER USER locked@'127.0.0.1' ACCOUNT LOCK");
		assertRefused(() -> source("locked").check(List.of()), "locked", "ALTER USER 'locked'@'%' ACCOUNT UNLOCK");
	}

	@Test
	void aPasswordIsSentSafelyAlsoToAServerThatHasNotSeenTheUser() {
		user("fresh", "SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.*");
		MysqlConnection connection = connection("fresh", "fresh");
		LoginProbe.run(connection.hosts().get(0), connection);
		source("fresh").check(List.of());
		assertRefused(() -> new MysqlChangeSource(connection("fresh", "wrong")).check(List.of()),
				"canal.server.user-pass");
	}

	@Test
	void findsNothingToRefuseInTheTestsServer() {
		List<Finding> findings = fixture().source().diagnose(List.of());
		assertThat(findings).noneMatch((finding) -> finding.severity() == Severity.ERROR);
		assertThat(findings).noneMatch((finding) -> finding.subject().equals("clock"));
	}

	@Test
	void findsAShortRetention() {
		Assumptions.assumeFalse(fixture().server().version().startsWith("5."));
		fixture().sql("SET GLOBAL binlog_expire_logs_seconds=7200");
		try {
			assertThat(fixture().source().diagnose(List.of()))
				.filteredOn((finding) -> finding.severity() == Severity.WARNING)
				.extracting(Finding::problem)
				.contains("The server keeps its binlog for 120 minutes only");
		}
		finally {
			fixture().sql("SET GLOBAL binlog_expire_logs_seconds=2592000");
		}
	}

	@Test
	void findsAClockThatDiffersAndAnotherTimeZone() {
		Clock late = Clock.offset(Clock.system(ZoneOffset.ofHours(-11)), Duration.ofSeconds(-10));
		List<Finding> findings = new MysqlServer(connection("canal", "canal"))
			.ask((client) -> new ServerCheck(client, late).run(List.of()));
		assertThat(findings).filteredOn((finding) -> finding.subject().equals("clock"))
			.singleElement()
			.satisfies((finding) -> assertThat(finding.problem()).contains("ahead of"));
		assertThat(findings).filteredOn((finding) -> finding.subject().equals("time_zone"))
			.singleElement()
			.satisfies((finding) -> assertThat(finding.problem()).contains("-11:00"));
	}

	@Test
	void statementsOfDatabasesThatNobodyWantsPass() {
		fixture().database("wanted");
		fixture().database("percona");
		fixture().sql("CREATE TABLE wanted.t (id INT PRIMARY KEY, v INT)", "CREATE TABLE wanted.note (v INT)",
				"CREATE TABLE percona.checksums (tbl VARCHAR(64) PRIMARY KEY, crc VARCHAR(64), cnt INT)",
				"CREATE TABLE percona.log (v INT)", "INSERT INTO wanted.t VALUES (1, 1)");
		MysqlChangeSource source = source("canal");
		Position start = source.latest();
		fixture().sql("SET binlog_format=STATEMENT",
				"REPLACE INTO percona.checksums (tbl, crc, cnt) SELECT 'wanted.t', COALESCE(LOWER(CONV(BIT_XOR(CAST("
						+ "CRC32(CONCAT_WS('#', `id`, `v`)) AS UNSIGNED)), 10, 16)), 0), COUNT(*) FROM wanted.t",
				"USE percona", "UPDATE checksums SET cnt = 2 WHERE tbl = 'wanted.t'",
				"DELETE FROM checksums WHERE cnt = 2", "SET binlog_format=ROW", "INSERT INTO wanted.t VALUES (2, 2)");
		assertThat(changes(fixture().readAll(source, start, in("wanted")))).hasSize(1);
	}

	@Test
	void statementsThatMayChangeWantedTablesStopTheStream() {
		fixture().database("wanted");
		fixture().database("percona");
		fixture().sql("CREATE TABLE wanted.t (id INT PRIMARY KEY, v INT)", "CREATE TABLE percona.log (v INT)",
				"CREATE VIEW percona.view_of_t AS SELECT id, v FROM wanted.t", "CREATE TABLE wanted.note (v INT)");
		MysqlChangeSource source = source("canal");
		assertStops(source, "INSERT INTO wanted.t VALUES (1, 1)");
		assertStops(source, "INSERT INTO wanted.note VALUES (1)");
		assertStops(source, "UPDATE wanted.t, percona.log SET wanted.t.v = 2");
		String version = fixture().server().version();
		if (!version.startsWith("5.") && !version.startsWith("8.0.1")) {
			// Else it is not allowed together with GTIDs.
			assertStops(source, "CREATE TABLE wanted.copy AS SELECT * FROM wanted.t");
		}
		assertStops(source, "INSERT INTO percona.view_of_t VALUES (7, 7)");
		if (!fixture().server().isMariaDb()) {
			fixture().sql("CREATE TRIGGER percona.log_it AFTER INSERT ON percona.log FOR EACH ROW "
					+ "INSERT INTO wanted.t VALUES (NEW.v, NEW.v)");
			assertStops(source, "INSERT INTO percona.log VALUES (9)");
		}
	}

	private void assertStops(MysqlChangeSource source, String statement) {
		Position start = source.latest();
		fixture().sql("SET binlog_format=STATEMENT", statement);
		assertRefused(() -> {
			try {
				SourceFixture.readUntilFailure(source, start, in("wanted"));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, "Rows were changed by a statement");
	}

}
