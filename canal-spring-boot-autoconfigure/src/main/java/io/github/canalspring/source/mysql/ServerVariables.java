package io.github.canalspring.source.mysql;

import java.util.Map;

/**
 * Variables of the server that tell which one it is.
 */
final class ServerVariables {

	/** For {@code SHOW VARIABLES}. */
	static final String IDENTITY = "('server_uuid', 'server_uid', 'server_id')";

	/** Those, and whether there are GTIDs. */
	static final String STATE = "('server_uuid', 'server_uid', 'server_id', 'gtid_mode')";

	private ServerVariables() {
	}

	/**
	 * What tells the server from every other one: MySQL's UUID, MariaDB's UID where it
	 * has one, else the server id.
	 * @param variables the variables by name
	 * @return the identity
	 */
	static String identity(Map<String, String> variables) {
		String uuid = variables.get("server_uuid");
		if (uuid != null) {
			return uuid;
		}
		String uid = variables.get("server_uid");
		// MariaDB's is Base64, whose padding would read as a separator.
		return (uid != null) ? uid.replace("=", "") : "id-" + variables.get("server_id");
	}

}
