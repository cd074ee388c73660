package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * {@code canal.server.*}.
 */
class PropertiesCanalConnectionDetails implements CanalConnectionDetails {

	/** A name, an IPv4 address, an IPv6 address in brackets; a port. */
	private static final Pattern NODE = Pattern.compile("([^\\s:/@\\[\\],]+|\\[[0-9a-fA-F:.%]+])(?::(\\d{1,5}))?");

	private final CanalProperties.Server server;

	private final List<Node> nodes;

	PropertiesCanalConnectionDetails(CanalProperties.Server server) {
		this.server = server;
		this.nodes = server.ip().stream().map((text) -> node(text, server.port())).toList();
	}

	private static Node node(String text, int defaultPort) {
		Matcher matcher = NODE.matcher(text.strip());
		if (!matcher.matches() || (matcher.group(2) != null && !isPort(Integer.parseInt(matcher.group(2))))) {
			throw new InvalidPropertyException("canal.server.ip", text, "not a host, or a host and a port",
					"Write a name or an address, with an optional port: 10.0.0.1, db1:3307 or [2001:db8::1]:3306. "
							+ "Separate several with commas.");
		}
		String host = matcher.group(1);
		return new Node(host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
				(matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : defaultPort);
	}

	static boolean isPort(int port) {
		return port > 0 && port < 65536;
	}

	@Override
	public List<Node> getNodes() {
		return this.nodes;
	}

	@Override
	public @Nullable String getUsername() {
		return this.server.userName();
	}

	@Override
	public @Nullable String getPassword() {
		return this.server.userPass();
	}

}
