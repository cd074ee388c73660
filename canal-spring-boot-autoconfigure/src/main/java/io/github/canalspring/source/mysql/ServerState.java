package io.github.canalspring.source.mysql;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself before it is asked for its binlog.
 *
 * @param identity what the server is known by
 * @param mariadb whether it is MariaDB
 * @param gtids whether every transaction has a GTID
 * @param files its binlog files in their order, each with its length
 * @param executed the transactions that it has; of MariaDB the last of each server in
 * each domain
 * @param purged those of them whose files are gone; not known of MariaDB
 */
record ServerState(String identity, boolean mariadb, boolean gtids, List<BinlogPosition> files, String executed,
		String purged) {

	/**
	 * Which transactions the server does not have.
	 * @param read the transactions that were read
	 * @return their ids; empty if it has them all
	 */
	String missing(GtidSet read) {
		if (read instanceof MariadbGtidSet mariadb) {
			return mariadb.notIn(this.executed);
		}
		return MysqlGtidSet.parse(read.toString()).without(MysqlGtidSet.parse(this.executed)).toString();
	}

	/**
	 * Which transactions that were not read the server has no longer.
	 * @param read the transactions that were read
	 * @return their ids; empty if it has them all, or cannot tell
	 */
	String gone(@Nullable GtidSet read) {
		return (this.mariadb || read == null) ? ""
				: MysqlGtidSet.parse(this.purged).without(MysqlGtidSet.parse(read.toString())).toString();
	}

	@Nullable BinlogPosition file(String name) {
		return this.files.stream().filter((file) -> file.file().equals(name)).findFirst().orElse(null);
	}

	BinlogPosition oldest() {
		return this.files.get(0);
	}

	BinlogPosition newest() {
		return this.files.get(this.files.size() - 1);
	}

}
