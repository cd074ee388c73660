package io.github.canalspring.fuzz;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.HostPort;
import io.github.canalspring.source.mysql.MysqlChangeSource;
import io.github.canalspring.source.mysql.MysqlConnection;

/**
 * The database of one run.
 *
 * @param server the server
 * @param name the database's name
 */
record Database(DatabaseServer server, String name) {

	/** With what a busy machine may need for an answer. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	Connection connect() throws SQLException {
		Connection connection = DriverManager.getConnection(
				this.server.jdbcUrl(this.name)
						+ "&characterEncoding=UTF-8&allowLoadLocalInfile=true&connectTimeout=5000",
				this.server.rootUser(), this.server.rootPassword());
		try (Statement statement = connection.createStatement()) {
			statement.execute("SET time_zone='+00:00', sql_mode='ALLOW_INVALID_DATES', innodb_lock_wait_timeout=3");
		}
		return connection;
	}

	boolean mariadb() {
		return this.server.isMariaDb();
	}

	static boolean isConnectionLost(SQLException failure) {
		return failure.getSQLState() != null && failure.getSQLState().startsWith("08");
	}

	TableId id(String table) {
		return new TableId(this.name, table);
	}

	/**
	 * The server's tables, read with the limits and time-outs that a seed gives. So a
	 * server that is merely slow is one that does not answer.
	 */
	MysqlChangeSource source(Random random) {
		return source(random, false);
	}

	/** The same for who does not ask again. */
	MysqlChangeSource patientSource(Random random) {
		return source(random, true);
	}

	private MysqlChangeSource source(Random random, boolean patient) {
		Duration given = Duration.ofMillis(ColumnKind.pick(random, 900, 1500, 5000));
		return new MysqlChangeSource(new MysqlConnection(List.of(new HostPort(this.server.host(), this.server.port())),
				this.server.canalUser(), this.server.canalPassword(), Duration.ofSeconds(5), patient ? PATIENCE : given,
				ColumnKind.pick(random, 1, 10_000, 1 << 20, 8 << 20), ColumnKind.pick(random, 200, 5_000, 1 << 20)));
	}

	/** What the tables hold now, by name. */
	Map<String, Contents> contents(List<String> tables) throws SQLException {
		MysqlChangeSource source = patientSource(new Random());
		Map<String, Contents> contents = new TreeMap<>();
		try (Connection connection = connect()) {
			List<String> there = tables(connection);
			for (String table : tables) {
				contents.put(table, there.contains(table) ? Contents.select(connection, source.describe(id(table)))
						: new Contents());
			}
		}
		return contents;
	}

	List<String> tables() throws SQLException {
		try (Connection connection = connect()) {
			return tables(connection);
		}
	}

	private static List<String> tables(Connection connection) throws SQLException {
		List<String> names = new ArrayList<>();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SHOW TABLES")) {
			while (rows.next()) {
				names.add(rows.getString(1));
			}
		}
		return names;
	}

}
