package io.github.canalspring.source.mysql;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Judges what the user may do with the binlog.
 */
final class PrivilegeCheck {

	private static final Pattern GLOBAL_GRANT = Pattern.compile("^GRANT (.+?) ON \\*\\.\\* TO ");

	private final JdbcClient client;

	private final String account;

	/**
	 * Create a check.
	 * @param account the user as the server names it, quoted
	 */
	PrivilegeCheck(JdbcClient client, String account) {
		this.client = client;
		this.account = account;
	}

	List<Finding> run(boolean mariadb) {
		if (mariadb) {
			Set<String> granted = granted();
			boolean all = granted.contains("ALL PRIVILEGES");
			return Stream.of(all || granted.contains("REPLICATION SLAVE") ? null : missing("REPLICATION SLAVE"),
					all || granted.contains("BINLOG MONITOR") || granted.contains("REPLICATION CLIENT") ? null
							: missing("REPLICATION CLIENT"))
				.flatMap(Stream::ofNullable)
				.toList();
		}
		// Privileges may come by roles; to try is to know.
		return Stream
			.of(ServerCheck.isAllowed(this.client, "SHOW BINLOG EVENTS LIMIT 1") ? null : missing("REPLICATION SLAVE"),
					ServerCheck.isAllowed(this.client, "SHOW BINARY LOGS") ? null : missing("REPLICATION CLIENT"))
			.flatMap(Stream::ofNullable)
			.toList();
	}

	/**
	 * What is granted on everything, to the user and to the roles it has now. MariaDB
	 * knows REPLICATION CLIENT as BINLOG MONITOR.
	 */
	private Set<String> granted() {
		Set<String> granted = new HashSet<>();
		for (String grant : this.client.sql("SHOW GRANTS").query(String.class).list()) {
			Matcher matcher = GLOBAL_GRANT.matcher(grant);
			if (matcher.find()) {
				granted.addAll(Arrays.asList(matcher.group(1).split(",\\s*")));
			}
		}
		return granted;
	}

	private Finding missing(String privilege) {
		return new Finding(Severity.ERROR, "privileges", "User " + this.account + " lacks the privilege " + privilege,
				"The binlog cannot be read", "GRANT " + privilege + " ON *.* TO " + this.account);
	}

}
