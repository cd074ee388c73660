package io.github.canalspring.serve;

import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

/**
 * How the port is opened, and to whom.
 *
 * @param host the address to listen at; {@code null} for all of this machine
 * @param port the port; 0 for a free one
 * @param user the user that clients log in as
 * @param password the user's password; empty to let in everybody
 * @param bufferSize upper limit, in bytes, of what a client was given and has not yet
 * acknowledged
 * @param maxConnections upper limit of the connections at once
 * @param zone the zone that {@code TIMESTAMP} values are written in
 */
public record PortSettings(@Nullable String host, int port, String user, String password, long bufferSize,
		int maxConnections, ZoneId zone) {

	/**
	 * Leaves out the password.
	 */
	@Override
	public String toString() {
		return ((this.host != null) ? this.host : "*") + ":" + this.port;
	}

}
