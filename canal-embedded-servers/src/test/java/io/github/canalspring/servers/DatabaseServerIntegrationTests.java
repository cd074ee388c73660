package io.github.canalspring.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass
@MethodSource("databases")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseServerIntegrationTests {

	@Parameter
	Supplier<DatabaseServer.Builder> database;

	private DatabaseServer server;

	static Stream<Named<Supplier<DatabaseServer.Builder>>> databases() {
		Named<Supplier<DatabaseServer.Builder>> mariaDb = Named.of("MariaDB", DatabaseServer::mariadb);
		Named<Supplier<DatabaseServer.Builder>> mySql80 = Named.of("MySQL 8.0", DatabaseServer::mysql80);
		Named<Supplier<DatabaseServer.Builder>> mySql57 = Named.of("MySQL 5.7", DatabaseServer::mysql57);
		Stream<Named<Supplier<DatabaseServer.Builder>>> configured = DatabaseServer.configured()
			.stream()
			.map((builder) -> Named.of("canal.mysql.home", () -> DatabaseServer.configured().orElseThrow()));
		return Stream.concat(Stream.of(mariaDb, mySql80, mySql57), configured);
	}

	@BeforeParameterizedClassInvocation
	void start() {
		this.server = build(this.database.get()).start();
	}

	@AfterParameterizedClassInvocation
	void close() {
		if (this.server != null) {
			this.server.close();
			assertThat(this.server.dataDirectory()).doesNotExist();
		}
	}

	@Test
	void tellsWhatItIs() throws SQLException {
		String version = query("SELECT VERSION()").get(0);
		assertThat(version).startsWith(this.server.version());
		assertThat(version.contains("MariaDB")).isEqualTo(this.server.isMariaDb());
	}

	@Test
	void theBinlogHasEverythingInIt() throws SQLException {
		assertThat(query("SELECT @@log_bin, @@binlog_format, @@binlog_row_image, @@server_id"))
			.containsExactly("1,ROW,FULL,1");
		// MySQL 5.7 does not know it.
		assertThat(query("SHOW VARIABLES LIKE 'binlog_row_metadata'"))
			.isEqualTo(this.server.version().startsWith("5.7") ? List.of() : List.of("binlog_row_metadata,FULL"));
		if (this.server.isMariaDb()) {
			assertThat(query("SELECT @@gtid_strict_mode")).containsExactly("1");
		}
		else {
			assertThat(query("SELECT @@gtid_mode, @@enforce_gtid_consistency")).containsExactly("ON,ON");
		}
	}

	@Test
	void theCanalUserMayReadAndNoMore() throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.server.jdbcUrl(), this.server.canalUser(),
				this.server.canalPassword())) {
			assertThat(query(connection, "SHOW GRANTS")).hasSize(1)
				.first()
				.asString()
				.matches("GRANT SELECT, REPLICATION SLAVE, (REPLICATION CLIENT|BINLOG MONITOR) ON \\*\\.\\* TO .*");
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> execute(connection, "CREATE DATABASE forbidden"))
				.withMessageContaining("denied");
		}
	}

	@Test
	void theCreationOfUsersIsNotInTheBinlog() throws SQLException {
		String file = query("SHOW BINARY LOGS").get(0).split(",")[0];
		assertThat(query("SHOW BINLOG EVENTS IN '" + file + "'")).isNotEmpty()
			.noneMatch((event) -> event.contains("CREATE USER") || event.contains("GRANT"));
	}

	@Test
	void dataSurvivesCrashesAndRestarts() throws SQLException {
		int port = this.server.port();
		execute("CREATE DATABASE survival");
		execute("CREATE TABLE survival.t (id INT PRIMARY KEY)");
		execute("INSERT INTO survival.t VALUES (1)");
		this.server.kill();
		assertThat(this.server.isRunning()).isFalse();
		this.server.start();
		execute("INSERT INTO survival.t VALUES (2)");
		this.server.restart();
		assertThat(this.server.port()).isEqualTo(port);
		try (Connection connection = DriverManager.getConnection(this.server.jdbcUrl("survival"), "canal", "canal")) {
			assertThat(query(connection, "SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
		}
	}

	@Test
	void whatTestsDoToUsersSurvivesToo() throws SQLException {
		execute("CREATE USER other@'%' IDENTIFIED BY 'x'");
		execute("DROP USER other@'%'");
		execute("ALTER USER canal@'%' IDENTIFIED BY 'changed'");
		this.server.restart();
		DriverManager.getConnection(this.server.jdbcUrl(), "canal", "changed").close();
		execute("ALTER USER canal@'%' IDENTIFIED BY 'canal'");
	}

	@Test
	void aPausedServerLetsClientsWait() throws SQLException {
		String url = this.server.jdbcUrl() + "&socketTimeout=3000&connectTimeout=30000";
		try (Connection connection = DriverManager.getConnection(url, "root", "")) {
			this.server.pause();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(connection, "SELECT 1"));
		}
		finally {
			this.server.resume();
		}
		assertThat(query("SELECT 1")).containsExactly("1");
	}

	@Test
	void optionsWinOverTheDefaults(@TempDir Path directory) throws Exception {
		DatabaseServer.Builder builder = this.database.get()
			.option("--binlog-row-image=MINIMAL")
			.option("--server-id=7")
			.dataDirectory(directory);
		try (DatabaseServer other = builder.start();
				Connection connection = DriverManager.getConnection(other.jdbcUrl(), other.rootUser(),
						other.rootPassword())) {
			assertThat(other.port()).isNotEqualTo(this.server.port());
			assertThat(query(connection, "SELECT @@binlog_row_image, @@server_id")).containsExactly("MINIMAL,7");
			if (!this.server.isMariaDb()) {
				// Their data directories are copies of one.
				assertThat(query(connection, "SELECT @@server_uuid")).isNotEqualTo(query("SELECT @@server_uuid"));
			}
		}
		assertThat(directory.resolve("data")).isDirectory();
		assertThat(Files.readString(directory.resolve("server.log"))).contains("ready for connections");
	}

	@Test
	void aWrongOptionIsReportedWithTheServersOwnWords() {
		try (DatabaseServer wrong = this.database.get().option("--no-such-option=1").build()) {
			assertThatExceptionOfType(ServerFailedException.class).isThrownBy(wrong::start)
				.withMessageContaining("while it was starting")
				.withMessageContaining("no-such-option");
		}
	}

	@Test
	void theFolderOfAServerIsEnough() throws SQLException {
		try (DatabaseServer sameProgram = DatabaseServer.at(Path.of(query("SELECT @@basedir").get(0))).build()) {
			assertThat(sameProgram.isMariaDb()).isEqualTo(this.server.isMariaDb());
			assertThat(sameProgram.version()).isEqualTo(this.server.version());
		}
	}

	private DatabaseServer build(DatabaseServer.Builder builder) {
		try {
			return builder.build();
		}
		catch (ServerUnavailableException ex) {
			throw new TestAbortedException("Not on this machine: " + ex.getMessage(), ex);
		}
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.server.jdbcUrl(), "root", "")) {
			execute(connection, sql);
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private List<String> query(String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.server.jdbcUrl(), "root", "")) {
			return query(connection, sql);
		}
	}

	/** Each row's columns, with commas between. */
	private static List<String> query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			List<String> rows = new ArrayList<>();
			while (result.next()) {
				List<String> columns = new ArrayList<>();
				for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
					columns.add(result.getString(column));
				}
				rows.add(String.join(",", columns));
			}
			return rows;
		}
	}

}
