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
	static String statements(DatabaseHome home) {
		String canal = home.mariaDb() ? "IDENTIFIED BY" : home.isMySql57() ? "IDENTIFIED WITH mysql_native_password BY"
				: "IDENTIFIED WITH caching_sha2_password BY";
		return """
				SET SESSION sql_log_bin=0;
				CREATE USER IF NOT EXISTS root@'127.0.0.1';
				GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
				CREATE USER IF NOT EXISTS canal@'%%' %s 'canal';
				GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO canal@'%%';
				""".formatted(canal);
	}

}
