package io.github.canalspring.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

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

	/** One story, because starting the application takes the most time. */
	@Test
	void killedBetweenParkingAndTheCheckpointAndBetweenAReplayAndItsRemoval() throws Exception {
		poison("1@0");
		this.child.start("--faults.halt=parked");
		await().atMost(PATIENCE).until(() -> Files.exists(position()));
		execute("INSERT INTO park.item VALUES (1, 0), (2, 0)", "UPDATE park.item SET revision = 1",
				"UPDATE park.item SET revision = 2 WHERE id = 1");
		assertThat(this.child.awaitEnd(PATIENCE)).as(this.child::output).isTrue();

		execute("INSERT INTO park.item VALUES (3, 0)");
		this.child.start();
		awaitLine("3@0");
		assertThat(lines()).contains("2@0", "2@1").noneMatch((line) -> line.startsWith("1@"));
		// Otherwise the events behind an older checkpoint come again, after the replay.
		awaitCheckpoint();
		this.child.kill();

		poison();
		this.child.start("--faults.halt=handled 1@0");
		int revision = 3;
		while (!this.child.awaitEnd(Duration.ofMillis(20))) {
			execute("UPDATE park.item SET revision = " + revision++ + " WHERE id = 1");
		}
		this.child.start();
		execute("UPDATE park.item SET revision = " + revision + " WHERE id = 1");
		awaitLine("1@" + revision);
		// After a kill before a checkpoint, events may come again.
		assertThat(lines().stream().filter((line) -> line.startsWith("1@")).distinct())
			.containsExactlyElementsOf(IntStream.rangeClosed(0, revision).mapToObj((each) -> "1@" + each).toList());
		assertThat(lines().stream().filter("1@0"::equals)).hasSize(2);
		assertThat(this.child.errors()).isEmpty();
	}

	private void awaitLine(String line) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(this.child.isAlive()).as(this.child::output).isTrue();
			assertThat(lines()).as(this.child::output).contains(line);
		});
	}

	private void awaitCheckpoint() throws SQLException {
		String end;
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet status = statement.executeQuery("SHOW MASTER STATUS")) {
			status.next();
			end = status.getString(1) + ":" + status.getString(2);
		}
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Files.readString(position())).containsPattern(end + "\\b"));
	}

	private Path position() {
		return this.home.resolve("positions/park-handlers.position");
	}

	private List<String> lines() {
		return new Journal(this.home.resolve("journal")).read().stream().map(Journal.Entry::line).toList();
	}

	private void poison(String... lines) throws IOException {
		Files.write(this.home.resolve("poison"), List.of(lines));
	}

	private static void execute(String... statements) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private static Connection connect() throws SQLException {
		return DriverManager.getConnection(database.jdbcUrl("mysql"), database.rootUser(), database.rootPassword());
	}

}
