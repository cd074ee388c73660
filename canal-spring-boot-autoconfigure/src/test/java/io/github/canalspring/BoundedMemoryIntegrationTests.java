package io.github.canalspring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process with a small heap reads what is larger: one transaction of two million rows,
 * and rows of 60 MiB.
 */
class BoundedMemoryIntegrationTests {

	private static final String HEAP = "256m";

	private static final long ROWS = 2_000_000;

	private static final int LARGE = 60 << 20;

	@TempDir
	private Path directory;

	@Test
	void whatIsLargerThanTheHeapPasses() throws Exception {
		try (DatabaseServer database = DatabaseServer.mariadb().option("--max-allowed-packet=128M").start()) {
			write(database);
			Path output = this.directory.resolve("output.txt");
			Process process = new ProcessBuilder(command(database)).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			try {
				assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
			}
			finally {
				process.destroyForcibly();
			}
			assertThat(Files.readString(output)).contains("RECEIVED " + ROWS + " rows with the sum "
					+ ROWS * (ROWS + 1) / 2 + ", " + 2 * LARGE + " bytes, " + LARGE + " characters");
		}
	}

	private static void write(DatabaseServer database) throws Exception {
		try (Connection connection = DriverManager.getConnection(database.jdbcUrl("mysql"), database.rootUser(),
				database.rootPassword()); Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE big");
			statement.execute("CREATE TABLE big.small (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL)");
			statement.execute("CREATE TABLE big.large (id INT PRIMARY KEY, content LONGBLOB NOT NULL, "
					+ "text LONGTEXT NOT NULL) DEFAULT CHARSET utf8mb4");
			statement.execute("CREATE TABLE big.last (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL)");
			statement
				.execute("INSERT INTO big.small SELECT seq, CONCAT('The name of number ', seq) FROM seq_1_to_" + ROWS);
			for (int id = 1; id <= 3; id++) {
				statement.execute("INSERT INTO big.large VALUES (" + id + ", REPEAT('x', " + ((id == 2) ? 0 : LARGE)
						+ "), REPEAT('y', " + ((id == 2) ? LARGE : 0) + "))");
			}
			statement.execute("INSERT INTO big.last VALUES (1, 'end')");
		}
	}

	private List<String> command(DatabaseServer database) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP,
				"-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
				BoundedMemoryApplication.class.getName(), "--canal.server.ip=" + database.host(),
				"--canal.server.port=" + database.port(), "--canal.server.user-name=" + database.canalUser(),
				"--canal.server.user-pass=" + database.canalPassword(), "--canal.start-from=earliest",
				"--canal.checkpoint.directory=" + this.directory.resolve("checkpoint"));
	}

}
