package io.github.canalspring.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application is killed between parking and its checkpoint, and between a replay and
 * its removal from the parking place.
 */
@Timeout(180)
class ParkingFaultsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static DatabaseServer database;

	@TempDir
	private Path home;

	private Child child;

	@BeforeAll
	static void startDatabase() {
		database = DatabaseServer.mariadb().start();
	}

	@AfterAll
	static void stopDatabase() {
		database.close();
	}

	@BeforeEach
	void startChild() throws Exception {
		execute("DROP DATABASE IF EXISTS park", "CREATE DATABASE park",
				"CREATE TABLE park.item (id INT PRIMARY KEY, revision INT NOT NULL)");
		this.child = new Child(ParkingApplication.class, List.of("--canal.server.ip=" + database.host(),
				"--canal.server.port=" + database.port(), "--canal.server.user-name=" + database.canalUser(),
				"--canal.server.user-pass=" + database.canalPassword(),
				"--canal.checkpoint.directory=" + this.home.resolve("positions"),
				"--faults.journal=" + this.home.resolve("journal"), "--faults.poison=" + this.home.resolve("poison")),
				this.home.resolve("child.log"));
	}

	@AfterEach
	void killChild() {
		this.child.kill();
	}

	@Test
	void killedBetweenParkingAndTheCheckpoint() throws Exception {
		poison("1@0");
		startAndAwaitFirstPosition("--faults.halt=parked");
		execute("INSERT INTO park.item VALUES (1, 0), (2, 0)", "UPDATE park.item SET revision = 1",
				"UPDATE park.item SET revision = 2 WHERE id = 1");
		assertThat(this.child.awaitEnd(PATIENCE)).as(this.child::output).isTrue();
		execute("INSERT INTO park.item VALUES (3, 0)");
		this.child.start();
		awaitLine("3@0");
		assertThat(lines()).contains("2@0", "2@1").noneMatch((line) -> line.startsWith("1@"));
		this.child.kill();
		poison();
		execute("UPDATE park.item SET revision = 3 WHERE id = 1");
		this.child.start();
		awaitLine("1@3");
		// The last kill may have come before a checkpoint, so events may come again.
		assertThat(lines().stream().filter((line) -> line.startsWith("1@")).distinct()).containsExactly("1@0", "1@1",
				"1@2", "1@3");
	}

	@Test
	void killedBetweenAReplayAndItsRemovalWhileNewChangesCome() throws Exception {
		poison("1@0");
		startAndAwaitFirstPosition();
		execute("INSERT INTO park.item VALUES (1, 0), (2, 0)", "UPDATE park.item SET revision = 1");
		awaitLine("2@1");
		this.child.kill();
		poison();
		this.child.start("--faults.halt=handled 1@0");
		for (int revision = 2; !this.child.awaitEnd(Duration.ofMillis(20)); revision++) {
			execute("UPDATE park.item SET revision = " + revision + " WHERE id = 1");
		}
		execute("UPDATE park.item SET revision = 1000000 WHERE id = 1");
		this.child.start();
		awaitLine("1@1000000");
		List<String> lines = lines().stream().filter((line) -> line.startsWith("1@")).distinct().toList();
		assertThat(lines).startsWith("1@0", "1@1").isSortedAccordingTo((one, other) -> revision(one) - revision(other));
		assertThat(lines().stream().filter("1@0"::equals)).hasSize(2);
		assertThat(revisions(lines)).as("none is missing").isEqualTo(lines.size() - 2);
		assertThat(this.child.errors()).isEmpty();
	}

	/** The highest revision but for the mark at the end. */
	private static int revisions(List<String> lines) {
		return revision(lines.get(lines.size() - 2));
	}

	private static int revision(String line) {
		return Integer.parseInt(line.substring(2));
	}

	private void startAndAwaitFirstPosition(String... more) {
		this.child.start(more);
		await().atMost(PATIENCE).until(() -> Files.exists(this.home.resolve("positions/park-handlers.position")));
	}

	private void awaitLine(String line) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(this.child.isAlive()).as(this.child::output).isTrue();
			assertThat(lines()).as(this.child::output).contains(line);
		});
	}

	private List<String> lines() {
		return new Journal(this.home.resolve("journal")).read().stream().map(Journal.Entry::line).toList();
	}

	private void poison(String... lines) throws IOException {
		Files.write(this.home.resolve("poison"), List.of(lines));
	}

	private static void execute(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database.jdbcUrl("mysql"), database.rootUser(),
				database.rootPassword()); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
