package io.github.canalspring.servers;

/**
 * The users that every new database has. Their creation is not in the binlog: what is in
 * it is what tests do.
 */
final class DatabaseUsers {

	static final String ROOT = "root";

	static final String CANAL = "canal";

	private DatabaseUsers() {
	}

	/** One statement on each line, as the server's init file wants it. */
	static String statements(boolean mariaDb, String version) {
		return """
				SET SESSION sql_log_bin=0;
				CREATE USER IF NOT EXISTS root@'127.0.0.1';
				GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
				CREATE USER IF NOT EXISTS canal@'%%' IDENTIFIED %s BY 'canal';
				GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO canal@'%%';
				""".formatted(plugin(mariaDb, version));
	}

	private static String plugin(boolean mariaDb, String version) {
		if (mariaDb) {
			return "";
		}
		return version.startsWith("5.") ? "WITH mysql_native_password" : "WITH caching_sha2_password";
	}

}
