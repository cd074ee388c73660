package io.github.canalspring.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * How to reach the database whose changes are read. A bean of this type takes the place
 * of {@code canal.server.*} and of what the application's {@code DataSource} tells.
 */
public interface CanalConnectionDetails extends ConnectionDetails {

	/**
	 * The hosts that have the data, in the order in which to try them.
	 * @return at least one
	 */
	List<Node> getNodes();

	/**
	 * The user for the replication protocol and for reading table definitions.
	 * @return the user's name
	 */
	String getUsername();

	/**
	 * The user's password.
	 * @return the password, or {@code null} if the user has none
	 */
	@Nullable String getPassword();

	/**
	 * A server.
	 *
	 * @param host the name or address, an IPv6 address without brackets
	 * @param port the port
	 */
	record Node(String host, int port) {

		@Override
		public String toString() {
			return ((this.host.indexOf(':') < 0) ? this.host : "[" + this.host + "]") + ":" + this.port;
		}

	}

}
