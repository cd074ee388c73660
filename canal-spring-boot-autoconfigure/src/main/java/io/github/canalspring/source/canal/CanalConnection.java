package io.github.canalspring.source.canal;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How to read a destination of a Canal server.
 *
 * @param nodes the servers that may run the destination; asked before every connection
 * @param description what is read, for messages
 * @param origin the properties that tell so, such as {@code canal.server}, for messages
 * @param destination the destination's name at the server
 * @param user the user; empty where the server asks for none
 * @param password the password; empty where the server asks for none
 * @param filter regular expressions on database.table, separated by commas, that the
 * server is to deliver; empty to leave it at what it is configured to
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout how long to wait for an answer
 * @param bufferSize upper limit, in bytes, of the changes that wait in memory
 * @param zone the zone in which the server writes a {@code TIMESTAMP}: its JVM's
 */
public record CanalConnection(CanalNodes nodes, String description, String origin, String destination, String user,
		String password, String filter, Duration connectTimeout, Duration readTimeout, long bufferSize, ZoneId zone) {

	private static final String SINGLE = "canal.server";

	/** The full name of a property of the server. */
	String property(String key) {
		return this.origin + "." + key;
	}

	/** The full name of a property that for the only server stands beside it. */
	String besideProperty(String key) {
		return SINGLE.equals(this.origin) ? "canal." + key : property(key);
	}

	/**
	 * Leaves out the password.
	 */
	@Override
	public String toString() {
		return this.description;
	}

}
