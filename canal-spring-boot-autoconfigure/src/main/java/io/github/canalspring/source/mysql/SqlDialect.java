package io.github.canalspring.source.mysql;

/**
 * How a session's SQL is to be read.
 *
 * @param mode the session's {@code sql_mode}, as the binlog has it
 * @param server the server's version
 * @param lowersNames whether the names of databases and tables are kept in lower case
 */
record SqlDialect(long mode, ServerVersion server, boolean lowersNames) {

	private static final long REAL_AS_FLOAT = 1;

	private static final long ANSI_QUOTES = 1 << 2;

	/** MariaDB's modes in which types have other meanings: Oracle's and MaxDB's. */
	private static final long FOREIGN_TYPES = 1 << 9 | 1 << 12;

	private static final long NO_BACKSLASH_ESCAPES = 1 << 20;

	/** MariaDB does not execute comments for versions of MySQL that it never followed. */
	private static final int FIRST_FOREIGN = 50_700;

	private static final int LAST_FOREIGN = 99_999;

	boolean ansiQuotes() {
		return (this.mode & ANSI_QUOTES) != 0;
	}

	boolean backslashes() {
		return (this.mode & NO_BACKSLASH_ESCAPES) == 0;
	}

	boolean realIsFloat() {
		return (this.mode & REAL_AS_FLOAT) != 0;
	}

	/**
	 * Whether types mean what they mean by default.
	 */
	boolean hasUsualTypes() {
		return !this.server.mariadb() || (this.mode & FOREIGN_TYPES) == 0;
	}

	/**
	 * Whether the server executes what is in a comment.
	 * @param version the version that the comment begins with; 0 for none
	 * @param mariadbOnly whether the comment is for MariaDB alone
	 */
	boolean executes(int version, boolean mariadbOnly) {
		if (!this.server.mariadb()) {
			return !mariadbOnly && version <= this.server.number();
		}
		boolean foreign = !mariadbOnly && version >= FIRST_FOREIGN && version <= LAST_FOREIGN;
		return version <= this.server.number() && !foreign;
	}

}
