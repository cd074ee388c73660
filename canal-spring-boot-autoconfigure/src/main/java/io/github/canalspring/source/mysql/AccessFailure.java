package io.github.canalspring.source.mysql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what it takes for a server to let a user in.
 */
final class AccessFailure {

	/** As the binlog client, MySQL's driver and MariaDB's name what they cannot do. */
	private static final Pattern PLUGIN = Pattern.compile(
			"(?:unsupported authentication method: |authentication plugin '|authentication protocol ')([\\w.]+)",
			Pattern.CASE_INSENSITIVE);

	private AccessFailure() {
	}

	/**
	 * Why a server does not let a user in.
	 * @param code the server's error code, 0 if the client refused
	 * @param message the server's or the client's message
	 * @return the failure, or {@code null} if it is another one
	 */
	static @Nullable SourceException of(HostPort host, String user, int code, String message, Throwable cause) {
		String problem = host + " does not accept user '" + user + "': " + message.lines().findFirst().orElse("");
		Matcher plugin = PLUGIN.matcher(message);
		if (plugin.find()) {
			return plugin(host, user, plugin.group(1), cause);
		}
		String account = account(user);
		return switch (code) {
			case 1820, 1862 -> new SourceException(problem,
					"The password has expired: ALTER USER " + account + " IDENTIFIED BY '...' PASSWORD EXPIRE NEVER",
					cause);
			case 3118, 4151 ->
				new SourceException(problem, "The account is locked: ALTER USER " + account + " ACCOUNT UNLOCK", cause);
			case 1130 -> new SourceException(problem, "Let the user in from this machine: CREATE USER " + account
					+ " IDENTIFIED BY '...'; " + grants(account), cause);
			case 1044, 1045, 1251, 1524,
					1698 ->
				new SourceException(problem, "Set " + host.property("user-name") + " and " + host.property("user-pass")
						+ " to a user of the server; to make one: " + "CREATE USER " + account
						+ " IDENTIFIED BY '...'; " + grants(account)
						+ ". If the account asks for a certificate (REQUIRE X509), put it into a key store of the "
						+ "SSL bundle that " + host.property("ssl.bundle") + " names", cause);
			default -> null;
		};
	}

	/**
	 * The client cannot authenticate in the way that the account asks for.
	 */
	private static SourceException plugin(HostPort host, String user, String plugin, Throwable cause) {
		boolean mariadb = plugin.toLowerCase(Locale.ROOT).contains("ed25519") || plugin.contains("parsec");
		String account = account(user);
		return new SourceException(
				host + " authenticates user '" + user + "' by the plugin " + plugin
						+ ", which the binlog cannot be read with",
				mariadb ? "ALTER USER " + account + " IDENTIFIED VIA mysql_native_password USING PASSWORD('...')"
						: "ALTER USER " + account + " IDENTIFIED WITH caching_sha2_password BY '...'",
				cause);
	}

	/**
	 * A user whose host part is not known.
	 */
	private static String account(String user) {
		return "'" + user.replace("'", "''") + "'@'%'";
	}

	private static String grants(String account) {
		return "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + account;
	}

}
