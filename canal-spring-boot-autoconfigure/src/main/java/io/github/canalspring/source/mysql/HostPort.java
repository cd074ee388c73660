package io.github.canalspring.source.mysql;

/**
 * Where a server listens.
 *
 * @param host the name or address
 * @param port the TCP port
 * @param origin the properties that tell so, such as {@code canal.server}, for messages
 */
public record HostPort(String host, int port, String origin) {

	private static final String SINGLE = "canal.server";

	/**
	 * A server that {@code canal.server} tells of.
	 * @param host the name or address
	 * @param port the TCP port
	 */
	public HostPort(String host, int port) {
		this(host, port, SINGLE);
	}

	/**
	 * The full name of a property of the server.
	 * @param key such as {@code user-pass}
	 */
	String property(String key) {
		return this.origin + "." + key;
	}

	/**
	 * The full name of the property that tells where to start.
	 */
	String startFrom() {
		return SINGLE.equals(this.origin) ? "canal.start-from" : property("start-from");
	}

	/**
	 * The full name of the property that leaves tables out.
	 */
	String exclude() {
		return SINGLE.equals(this.origin) ? "canal.filter.exclude" : property("filter.exclude");
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
