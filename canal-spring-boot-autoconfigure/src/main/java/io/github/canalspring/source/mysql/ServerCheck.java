package io.github.canalspring.source.mysql;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks for what in the server's setup loses changes or makes reading them weaker.
 */
final class ServerCheck {

	private static final Logger logger = LoggerFactory.getLogger(ServerCheck.class);

	private static final int SPECIFIC_ACCESS_DENIED = 1227;

	private final JdbcClient client;

	private final Clock clock;

	ServerCheck(JdbcClient client, Clock clock) {
		this.client = client;
		this.clock = clock;
	}

	/**
	 * Check everything.
	 * @param tables the tables that must exist
	 * @return what was found
	 */
	List<Finding> run(List<TableId> tables) {
		Map<String, String> variables = MysqlServer.variables(this.client, SettingsCheck.VARIABLES);
		List<Finding> findings = new ArrayList<>(new SettingsCheck(variables).run());
		String account = account();
		boolean mariadb = !variables.containsKey("server_uuid");
		if (mariadb || "ON".equals(variables.get("log_bin"))) {
			findings.addAll(new PrivilegeCheck(this.client, account).run(mariadb));
		}
		TableCheck tableCheck = new TableCheck(this.client, account);
		tables.stream().flatMap((table) -> Stream.ofNullable(tableCheck.run(table))).forEach(findings::add);
		findings.addAll(new TimeCheck(this.client, this.clock).run());
		return findings;
	}

	/**
	 * Refuse to go on if changes would be lost.
	 * @throws SourceException with all that is wrong
	 */
	static void requireNoErrors(List<Finding> findings) {
		List<Finding> errors = findings.stream().filter((finding) -> finding.severity() == Severity.ERROR).toList();
		if (!errors.isEmpty()) {
			throw new SourceException(errors.stream().map(Finding::problem).collect(Collectors.joining("; ")),
					errors.stream().map(Finding::remedySql).collect(Collectors.joining("\n")));
		}
	}

	static SourceException noBinlog() {
		Finding finding = SettingsCheck.noBinlog();
		return new SourceException(finding.problem(), finding.remedySql());
	}

	/**
	 * The user as the server knows it, which may have another host than expected.
	 */
	private String account() {
		String user = this.client.sql("SELECT CURRENT_USER()").query(String.class).single();
		int at = user.lastIndexOf('@');
		return quoted(user.substring(0, at)) + "@" + quoted(user.substring(at + 1));
	}

	private static String quoted(String text) {
		return "'" + text.replace("'", "''") + "'";
	}

	/**
	 * Whether a statement is allowed that nothing but a missing privilege can refuse.
	 */
	static boolean isAllowed(JdbcClient client, String sql) {
		try {
			client.sql(sql).query().listOfRows();
			return true;
		}
		catch (DataAccessException ex) {
			SQLException cause = MysqlServer.sqlException(ex);
			if (cause == null || cause.getErrorCode() != SPECIFIC_ACCESS_DENIED) {
				throw ex;
			}
			logger.debug("Not allowed: {}", sql, ex);
			return false;
		}
	}

	static boolean works(JdbcClient client, String sql) {
		try {
			client.sql(sql).query().listOfRows();
			return true;
		}
		catch (DataAccessResourceFailureException | RecoverableDataAccessException | TransientDataAccessException ex) {
			throw ex;
		}
		catch (DataAccessException ex) {
			logger.debug("Not possible: {}", sql, ex);
			return false;
		}
	}

}
