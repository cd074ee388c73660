package io.github.canalspring.source.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.canalspring.HeldCommits;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CommitVisibility} on MariaDB and, where its folder is configured,
 * MySQL.
 */
class CommitVisibilityIntegrationTests {

	private static final List<SourceFixture> servers = new ArrayList<>();

	@BeforeAll
	static void startServers() {
		servers.add(new SourceFixture(DatabaseServer.mariadb().start()));
		DatabaseServer.configured().ifPresent((builder) -> servers.add(new SourceFixture(builder.start())));
	}

	@AfterAll
	static void closeServers() {
		servers.forEach((fixture) -> fixture.server().close());
	}

	static Stream<SourceFixture> servers() {
		return servers.stream();
	}

	@ParameterizedTest
	@MethodSource("servers")
	void waitsUntilACommitThatIsInTheBinlogCanBeSeen(SourceFixture fixture) throws Exception {
		fixture.database("held");
		fixture.sql("CREATE TABLE held.t (id INT PRIMARY KEY)", "INSERT INTO held.t VALUES (1)");
		MysqlChangeSource source = fixture.source();
		try (ChangeStream stream = source.open("test", source.resolve(new StartFrom.Latest()),
				SourceFixture.in("held")); CommitVisibility visibility = visibility(fixture)) {
			visibility.check();
			CompletableFuture<Void> commit;
			try (HeldCommits held = new HeldCommits(fixture.server())) {
				commit = CompletableFuture.runAsync(() -> fixture.sql("DELETE FROM held.t"));
				Change change = next(stream);
				assertThat(rows(fixture)).isOne();
				assertThatExceptionOfType(SourceUnreachableException.class).isThrownBy(() -> visibility.await(change))
					.withMessageContaining("cannot be seen yet");
				assertThat(rows(fixture)).isOne();
				assertThat(commit).isNotDone();
				CompletableFuture<Void> release = CompletableFuture.runAsync(() -> close(held),
						CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
				try (CommitVisibility patient = new CommitVisibility(server(fixture))) {
					patient.await(change);
					assertThat(rows(fixture)).isZero();
				}
				release.join();
				visibility.await(change);
			}
			commit.join();
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void doesNotWaitForWhatIsVisible(SourceFixture fixture) throws Exception {
		fixture.database("seen");
		fixture.sql("CREATE TABLE seen.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture.source();
		try (ChangeStream stream = source.open("test", source.resolve(new StartFrom.Latest()),
				SourceFixture.in("seen")); CommitVisibility visibility = visibility(fixture)) {
			for (int id = 0; id < 20; id++) {
				fixture.sql("INSERT INTO seen.t VALUES (" + id + ")");
				visibility.await(next(stream));
			}
			fixture.sql("INSERT INTO seen.t VALUES (100)", "FLUSH BINARY LOGS");
			visibility.await(next(stream));
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void goesOnWithAnotherConnectionWhenItsOwnHasEnded(SourceFixture fixture) throws Exception {
		fixture.database("broken");
		fixture.sql("CREATE TABLE broken.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture.source();
		try (ChangeStream stream = source.open("test", source.resolve(new StartFrom.Latest()),
				SourceFixture.in("broken")); CommitVisibility visibility = visibility(fixture)) {
			fixture.sql("INSERT INTO broken.t VALUES (1)");
			Change change = next(stream);
			visibility.await(change);
			fixture.kill(sleeping(fixture));
			visibility.await(change);
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void refusesAServerThatCannotTell(SourceFixture fixture) {
		if (fixture.server().isMariaDb()) {
			return;
		}
		fixture.sql("SET GLOBAL binlog_order_commits = OFF");
		try (CommitVisibility visibility = visibility(fixture)) {
			assertThatExceptionOfType(SourceException.class).isThrownBy(visibility::check)
				.withMessageContaining("binlog_order_commits must be ON");
		}
		finally {
			fixture.sql("SET GLOBAL binlog_order_commits = ON");
		}
		fixture.sql("SET GLOBAL gtid_mode = ON_PERMISSIVE");
		try (CommitVisibility visibility = visibility(fixture)) {
			assertThatExceptionOfType(SourceException.class).isThrownBy(visibility::check)
				.withMessageContaining("gtid_mode must be ON");
		}
		finally {
			fixture.sql("SET GLOBAL gtid_mode = ON");
		}
	}

	private static List<Long> sleeping(SourceFixture fixture) throws SQLException {
		List<Long> found = new ArrayList<>();
		try (Connection connection = fixture.connect();
				Statement statement = connection.createStatement();
				ResultSet sessions = statement.executeQuery("SELECT ID FROM information_schema.PROCESSLIST "
						+ "WHERE USER = 'canal' AND COMMAND = 'Sleep'")) {
			while (sessions.next()) {
				found.add(sessions.getLong(1));
			}
		}
		assertThat(found).isNotEmpty();
		return found;
	}

	private static MysqlServer server(SourceFixture fixture) {
		return new MysqlServer(new MysqlConnection(
				List.of(new HostPort(fixture.server().host(), fixture.server().port())), fixture.server().canalUser(),
				fixture.server().canalPassword(), Duration.ofSeconds(5), Duration.ofSeconds(15), 8 << 20, 1 << 20));
	}

	private static CommitVisibility visibility(SourceFixture fixture) {
		return new CommitVisibility(server(fixture), Duration.ofMillis(300));
	}

	private static Change next(ChangeStream stream) throws InterruptedException {
		for (int attempt = 0; attempt < 60; attempt++) {
			List<Change> changes = SourceFixture.changes(stream.poll(Duration.ofSeconds(1)));
			if (!changes.isEmpty()) {
				return changes.get(0);
			}
		}
		throw new AssertionError("No change came");
	}

	private static int rows(SourceFixture fixture) throws SQLException {
		try (Connection connection = fixture.connect();
				Statement statement = connection.createStatement();
				ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM held.t")) {
			count.next();
			return count.getInt(1);
		}
	}

	private static void close(HeldCommits held) {
		try {
			held.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
