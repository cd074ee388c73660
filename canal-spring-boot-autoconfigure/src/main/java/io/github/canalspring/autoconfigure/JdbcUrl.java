package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import org.jspecify.annotations.Nullable;

/**
 * The servers in a JDBC URL for MySQL or MariaDB, in the notations of both drivers:
 * {@code host:port}, {@code [v6]:port}, {@code (host=..,port=..)} and
 * {@code address=(host=..)(port=..)}, one or several. Read here, because the drivers are
 * optional and do not offer it.
 */
final class JdbcUrl {

	/**
	 * Wrappers such as {@code jdbc:p6spy:mysql:} stand before the database's name, the
	 * fail-over mode such as {@code :replication} after it.
	 */
	private static final Pattern URL = Pattern.compile(
			"jdbc:(?:(?:p6spy|otel|aws-wrapper|log4jdbc|tracing):)*(?:mysql|mariadb)(?::([a-z0-9-]+))?://([^/?#]*)(?:[/?#].*)?",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern KEY_VALUE = Pattern.compile("(\\w+)\\s*=\\s*([^,()]*)");

	private static final int DEFAULT_PORT = 3306;

	private JdbcUrl() {
	}

	/**
	 * Find the servers.
	 * @param url a JDBC URL
	 * @return the servers in their order, of a replication URL only those that are
	 * written to; empty if the URL is not one for MySQL or MariaDB, or names no server
	 */
	static List<Node> nodes(@Nullable String url) {
		Matcher matcher = URL.matcher((url != null) ? url.strip() : "");
		if (!matcher.matches()) {
			return List.of();
		}
		boolean replication = "replication".equalsIgnoreCase(matcher.group(1));
		List<Node> nodes = new ArrayList<>();
		String authority = matcher.group(2);
		// User and password for all, as in user:password@(host1,host2).
		String hosts = unwrap(authority.substring(credentialsEnd(authority)));
		for (String host : split(hosts)) {
			Map<String, String> settings = settings(host);
			String type = settings.getOrDefault("type", (replication && !nodes.isEmpty()) ? "replica" : "primary");
			if (!type.equalsIgnoreCase("replica") && !type.equalsIgnoreCase("slave")) {
				nodes.add(node(host, settings));
			}
		}
		return List.copyOf(nodes);
	}

	private static int credentialsEnd(String text) {
		int first = text.indexOf('(');
		int at = text.lastIndexOf('@', (first < 0) ? text.length() : first);
		return at + 1;
	}

	/** {@code (host1,host2)} is a list; {@code (host=h,port=1)} is a host. */
	private static String unwrap(String hosts) {
		boolean list = hosts.startsWith("(") && hosts.endsWith(")") && hosts.indexOf('=') < 0;
		if (list) {
			return hosts.substring(1, hosts.length() - 1);
		}
		return (hosts.startsWith("[(") && hosts.endsWith("]")) ? hosts.substring(1, hosts.length() - 1) : hosts;
	}

	/** Split at commas outside of brackets. */
	private static List<String> split(String hosts) {
		List<String> parts = new ArrayList<>();
		int depth = 0;
		int start = 0;
		for (int index = 0; index < hosts.length(); index++) {
			char character = hosts.charAt(index);
			depth += (character == '(' || character == '[') ? 1 : (character == ')' || character == ']') ? -1 : 0;
			if (character == ',' && depth == 0) {
				parts.add(hosts.substring(start, index));
				start = index + 1;
			}
		}
		parts.add(hosts.substring(start));
		return parts;
	}

	private static Map<String, String> settings(String host) {
		Map<String, String> settings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		if (host.strip().startsWith("(") || host.strip().toLowerCase(Locale.ROOT).startsWith("address")) {
			Matcher matcher = KEY_VALUE.matcher(host.substring(host.indexOf('(')));
			while (matcher.find()) {
				settings.put(matcher.group(1), matcher.group(2).strip());
			}
		}
		return settings;
	}

	private static Node node(String text, Map<String, String> settings) {
		String host = settings.get("host");
		if (host != null) {
			return new Node(bare(host), port(settings.get("port")));
		}
		String name = text.substring(text.lastIndexOf('@') + 1).strip();
		int colon = name.lastIndexOf(':');
		if (colon > name.lastIndexOf(']')) {
			return new Node(name(name.substring(0, colon)), port(name.substring(colon + 1)));
		}
		return new Node(name(name), DEFAULT_PORT);
	}

	/** Both drivers take an absent host for the local one. */
	private static String name(String host) {
		return host.isEmpty() ? "localhost" : bare(host);
	}

	private static String bare(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	private static int port(@Nullable String port) {
		return (port == null || port.isBlank()) ? DEFAULT_PORT : Integer.parseInt(port.strip());
	}

}
