package io.github.canalspring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process with a small heap reads a table of five million rows while changes of another
 * table pass it. What it measures is in docs/resync.md.
 */
@EnabledIfSystemProperty(named = "canal.tests.large", matches = "true",
		disabledReason = "It takes minutes: -Dcanal.tests.large=true")
class LargeSnapshotIntegrationTests {

	private static final String HEAP = "128m";

	private static final long ROWS = Long.getLong("canal.tests.large.rows", 5_000_000);

	/** As many of them go to Redis, which holds all that it has in memory. */
	private static final long IN_REDIS = Long.getLong("canal.tests.large.redis", 500_000);

	@TempDir
	private Path directory;

	@Test
	void memoryDoesNotGrowWithTheTableAndChangesPassIt() throws Exception {
		try (DatabaseServer database = DatabaseServer.mariadb().start();
				RedisServer redis = RedisServer.create().start()) {
			write(database);
			Path output = this.directory.resolve("output.txt");
			Process process = new ProcessBuilder(command(database, redis)).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			try {
				assertThat(process.waitFor(600, TimeUnit.SECONDS)).isTrue();
			}
			finally {
				process.destroyForcibly();
			}
			String text = Files.readString(output);
			text.lines().filter((line) -> line.startsWith("FIGURE ")).forEach(System.out::println);
			assertThat(text).contains("DIFFERENCES 0 error null")
				.contains("READ " + ROWS + " rows with the sum " + ROWS * (ROWS + 1) / 2);
		}
	}

	private static void write(DatabaseServer database) throws Exception {
		try (Connection connection = DriverManager.getConnection(database.jdbcUrl("mysql"), database.rootUser(),
				database.rootPassword()); Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE large");
			statement.execute("CREATE TABLE large.existing (id BIGINT PRIMARY KEY, name VARCHAR(60) NOT NULL)");
			statement.execute("CREATE TABLE large.live (id INT PRIMARY KEY)");
			// Not part of the stream: only the table counts here.
			statement.execute("SET sql_log_bin = 0");
			statement.execute("INSERT INTO large.existing SELECT seq, CONCAT('The name of the row number ', seq) "
					+ "FROM seq_1_to_" + ROWS);
		}
	}

	private List<String> command(DatabaseServer database, RedisServer redis) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP,
				"-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
				LargeSnapshotApplication.class.getName(), "--canal.server.ip=" + database.host(),
				"--canal.server.port=" + database.port(), "--canal.server.user-name=" + database.canalUser(),
				"--canal.server.user-pass=" + database.canalPassword(), "--canal.start-from=latest",
				"--canal.checkpoint.directory=" + this.directory.resolve("checkpoint"),
				"--large.url=" + database.jdbcUrl("large") + "&user=" + database.rootUser() + "&password="
						+ database.rootPassword(),
				"--spring.data.redis.host=" + redis.host(), "--spring.data.redis.port=" + redis.port(),
				"--canal.verify.rows-per-second=1000000", "--canal.sinks.redis[0].table=large.existing",
				"--canal.sinks.redis[0].key=existing:{id}", "--canal.sinks.redis[0].when=id <= " + IN_REDIS,
				"--canal.sinks.redis[1].table=large.live", "--canal.sinks.redis[1].key=live:{id}",
				"--canal.sinks.redis[1].value=text:{id}");
	}

}
