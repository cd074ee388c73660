package io.github.canalspring;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Holds up all commits of a server after they are in the binlog and before anybody can
 * see them, until it is closed: they wait for a replica that there is not.
 */
public final class HeldCommits implements AutoCloseable {

	private final DatabaseServer server;

	private final String prefix;

	/**
	 * Hold commits from now on.
	 * @param server MariaDB, or MySQL from 8.0.26 on
	 */
	public HeldCommits(DatabaseServer server) throws SQLException {
		this.server = server;
		this.prefix = server.isMariaDb() ? "rpl_semi_sync_master_" : "rpl_semi_sync_source_";
		if (!server.isMariaDb()) {
			install();
		}
		execute("SET GLOBAL " + this.prefix + "timeout = 60000",
				"SET GLOBAL " + this.prefix + "wait_point = 'AFTER_SYNC'",
				"SET GLOBAL " + this.prefix + (server.isMariaDb() ? "wait_no_slave" : "wait_no_replica") + " = ON",
				"SET GLOBAL " + this.prefix + "enabled = ON");
	}

	private void install() throws SQLException {
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet plugins = statement.executeQuery(
						"SELECT 1 FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'rpl_semi_sync_source'")) {
			if (!plugins.next()) {
				execute("INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'");
			}
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(this.server.jdbcUrl(), this.server.rootUser(), this.server.rootPassword());
	}

	private void execute(String... statements) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Override
	public void close() throws SQLException {
		execute("SET GLOBAL " + this.prefix + "enabled = OFF");
	}

}
