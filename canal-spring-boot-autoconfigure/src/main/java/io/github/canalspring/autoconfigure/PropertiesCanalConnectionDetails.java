package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.autoconfigure.CanalProperties.Server;
import org.jspecify.annotations.Nullable;

/**
 * Connection details from {@code canal.server.*} or, where they do not name a host, from
 * the application's {@code DataSource}; or from {@code canal.servers.<name>.*} alone.
 */
final class PropertiesCanalConnectionDetails implements CanalConnectionDetails {

	/** A name, an IPv4 address or an IPv6 address in brackets, and a port. */
	private static final Pattern NODE = Pattern.compile("([^\\s:/@\\[\\],]+|\\[[0-9a-fA-F:.%]+])(?::(\\d{1,5}))?");

	private static final String REMEDY = """
			Say where the database is:

			    canal:
			      server:
			        ip: 127.0.0.1
			        user-name: canal
			        user-pass: ...

			Or give the application a DataSource for MySQL or MariaDB, such as by spring.datasource.url. Or set canal.enabled to false.""";

	private final List<Node> nodes;

	private final String username;

	private final @Nullable String password;

	private PropertiesCanalConnectionDetails(SourceProperties source, List<Node> nodes, @Nullable String username,
			@Nullable String password) {
		this.nodes = nodes;
		if (username == null) {
			throw new InvalidPropertyException(source.serverProperty("user-name"), null, "not set",
					"Write a user with the privileges SELECT, REPLICATION SLAVE and REPLICATION CLIENT.");
		}
		this.username = username;
		this.password = password;
	}

	/**
	 * Find the connection details.
	 * @param source the properties
	 * @param database looks for the application's database; asked only if no host is set,
	 * and not for one of several servers
	 * @return the details
	 */
	static CanalConnectionDetails of(SourceProperties source, Supplier<@Nullable ApplicationDatabase> database) {
		Server server = source.server();
		if (!server.ip().isEmpty()) {
			List<Node> nodes = server.ip().stream().map((text) -> node(source, text)).toList();
			return new PropertiesCanalConnectionDetails(source, nodes, server.userName(), server.userPass());
		}
		if (source.isNamed()) {
			throw new InvalidPropertyException(source.serverProperty("ip"), null, "not set",
					"Write the host of the database; only canal.server is taken from the application's DataSource.");
		}
		return of(source, database.get());
	}

	private static CanalConnectionDetails of(SourceProperties source, @Nullable ApplicationDatabase own) {
		if (own == null) {
			throw new SetupException(
					"There is nothing to read changes from: canal.server.ip is not set, and the "
							+ "application has no DataSource, or none that stands out, to take the server from.",
					REMEDY);
		}
		if (own.nodes().isEmpty()) {
			throw new SetupException(
					"There is nothing to read changes from: canal.server.ip is not set, and no MySQL "
							+ "or MariaDB server is named by the application's DataSource, which is for " + own + ".",
					REMEDY);
		}
		Server server = source.server();
		return (server.userName() != null)
				? new PropertiesCanalConnectionDetails(source, own.nodes(), server.userName(), server.userPass())
				: new PropertiesCanalConnectionDetails(source, own.nodes(), own.username(), own.password());
	}

	static Node node(SourceProperties source, String text) {
		int defaultPort = source.server().port();
		Matcher matcher = NODE.matcher(text.strip());
		int port = (matcher.matches() && matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : defaultPort;
		if (!matcher.matches() || port < 1 || port > 65535) {
			throw new InvalidPropertyException(source.serverProperty("ip"), withoutCredentials(text),
					"not a host, or a host and a port",
					"Write a name or an address with an optional port: 10.0.0.1, db1:3307 or [2001:db8::1]:3306. "
							+ "Separate several with commas.");
		}
		String host = matcher.group(1);
		return new Node(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
	}

	/** A password may stand in front of a host that is written as in a URL. */
	private static String withoutCredentials(String text) {
		int at = text.lastIndexOf('@');
		return (at < 0) ? text : "..." + text.substring(at);
	}

	@Override
	public List<Node> getNodes() {
		return this.nodes;
	}

	@Override
	public String getUsername() {
		return this.username;
	}

	@Override
	public @Nullable String getPassword() {
		return this.password;
	}

	/**
	 * Without the password.
	 */
	@Override
	public String toString() {
		return this.username + "@" + this.nodes;
	}

}
