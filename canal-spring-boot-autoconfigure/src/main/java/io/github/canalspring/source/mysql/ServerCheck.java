package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Checks that the server is set up so that no change can be lost.
 */
final class ServerCheck {

	private static final Logger logger = LoggerFactory.getLogger(ServerCheck.class);

	private static final String VARIABLES = "('log_bin', 'binlog_format', 'binlog_row_image', "
			+ "'binlog_row_metadata', 'server_uuid')";

	private final JdbcClient client;

	private final String user;

	private final List<String> problems = new ArrayList<>();

	private final List<String> remedies = new ArrayList<>();

	ServerCheck(JdbcClient client, String user) {
		this.client = client;
		this.user = user;
	}

	/**
	 * Check everything.
	 * @param tables the tables that must exist
	 * @throws SourceException with all that was found, if anything
	 */
	void run(List<TableId> tables) {
		Map<String, String> variables = MysqlServer.variables(this.client, VARIABLES);
		checkVariables(variables);
		checkPrivileges(!variables.containsKey("server_uuid"), "ON".equals(variables.get("log_bin")));
		tables.forEach(this::checkTable);
		if (!this.problems.isEmpty()) {
			throw new SourceException(String.join("; ", this.problems), String.join("\n", this.remedies));
		}
		if (!"FULL".equals(variables.get("binlog_row_metadata"))) {
			logger.warn("The server does not log column names: after an ALTER TABLE, rows logged before it cannot be "
					+ "read. To have them logged: SET GLOBAL binlog_row_metadata=FULL");
		}
	}

	private void checkVariables(Map<String, String> variables) {
		if (!"ON".equals(variables.get("log_bin"))) {
			found(noBinlog());
		}
		require(variables, "binlog_format", "ROW");
		require(variables, "binlog_row_image", "FULL");
	}

	static SourceException noBinlog() {
		return new SourceException("The server writes no binlog (log_bin is OFF)",
				"Start the server with log_bin and binlog_format=ROW in its configuration");
	}

	private void require(Map<String, String> variables, String name, String value) {
		String actual = variables.getOrDefault(name, value);
		if (!actual.equalsIgnoreCase(value)) {
			found(new SourceException("The server's " + name + " is " + actual + ", but must be '" + value + "'",
					"SET GLOBAL " + name + "='" + value
							+ "'; and set it in the server's configuration; sessions that are open keep the old value"));
		}
	}

	static String grants(String user) {
		return "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + user + "'@'%'";
	}

	private void checkPrivileges(boolean mariadb, boolean binlog) {
		if (mariadb) {
			String grants = this.client.sql("SHOW GRANTS")
				.query(String.class)
				.list()
				.stream()
				.collect(Collectors.joining("\n"));
			boolean all = grants.contains("ALL PRIVILEGES ON *.*");
			if (!all && !grants.contains("REPLICATION SLAVE")) {
				missing("REPLICATION SLAVE");
			}
			if (!all && !grants.contains("BINLOG MONITOR") && !grants.contains("REPLICATION CLIENT")) {
				missing("REPLICATION CLIENT");
			}
		}
		else if (binlog) {
			// Privileges may come by roles; to try is to know.
			if (!works("SHOW BINLOG EVENTS LIMIT 1")) {
				missing("REPLICATION SLAVE");
			}
			if (!works("SHOW BINARY LOGS")) {
				missing("REPLICATION CLIENT");
			}
		}
	}

	private boolean works(String sql) {
		try {
			this.client.sql(sql).query().listOfRows();
			return true;
		}
		catch (DataAccessException ex) {
			logger.debug("Not allowed: {}", sql, ex);
			return false;
		}
	}

	private void missing(String privilege) {
		found(new SourceException("User '" + this.user + "' lacks the privilege " + privilege,
				"GRANT " + privilege + " ON *.* TO '" + this.user + "'@'%'"));
	}

	private void checkTable(TableId table) {
		if (works("SELECT 1 FROM " + quoted(table.database()) + "." + quoted(table.table()) + " WHERE 1 = 0")) {
			return;
		}
		List<String> names = this.client.sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?")
			.param(table.database())
			.query(String.class)
			.list();
		String close = names.stream()
			.filter((name) -> distance(name, table.table()) <= 2)
			.sorted(Comparator.comparingInt((name) -> distance(name, table.table())))
			.limit(3)
			.map((name) -> table.database() + "." + name)
			.collect(Collectors.joining(", "));
		if (names.contains(table.table())) {
			found(new SourceException("User '" + this.user + "' may not read table " + table, "GRANT SELECT ON "
					+ quoted(table.database()) + "." + quoted(table.table()) + " TO '" + this.user + "'@'%'"));
		}
		else {
			found(new SourceException("There is no table " + table + ", or user '" + this.user + "' may not read it",
					close.isEmpty() ? "Create the table, correct its name, or " + grants(this.user)
							: "Is it " + close + "?"));
		}
	}

	private static String quoted(String name) {
		return "`" + name.replace("`", "``") + "`";
	}

	private void found(SourceException finding) {
		this.problems.add(String.valueOf(finding.getMessage()));
		this.remedies.add(finding.remedy());
	}

	/**
	 * How many letters differ, ignoring case.
	 */
	private static int distance(String one, String other) {
		int[] previous = new int[other.length() + 1];
		for (int column = 0; column <= other.length(); column++) {
			previous[column] = column;
		}
		for (int row = 1; row <= one.length(); row++) {
			int[] current = new int[other.length() + 1];
			current[0] = row;
			for (int column = 1; column <= other.length(); column++) {
				boolean same = Character.toLowerCase(one.charAt(row - 1)) == Character
					.toLowerCase(other.charAt(column - 1));
				current[column] = Math.min(previous[column - 1] + (same ? 0 : 1),
						Math.min(previous[column], current[column - 1]) + 1);
			}
			previous = current;
		}
		return previous[other.length()];
	}

}
