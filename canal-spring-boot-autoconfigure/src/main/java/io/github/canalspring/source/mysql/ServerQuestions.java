package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.shyiko.mysql.binlog.network.protocol.ResultSetRowPacket;

/**
 * Asks a server about itself on the connection that is to bring its binlog: whatever is
 * at the address a moment later, the answers are of the server that is read.
 */
final class ServerQuestions {

	private final Query query;

	ServerQuestions(Query query) {
		this.query = query;
	}

	ServerState state(boolean mariadb) throws IOException {
		Map<String, String> variables = new HashMap<>();
		for (ResultSetRowPacket row : this.query
			.rows("SHOW GLOBAL VARIABLES WHERE Variable_name IN " + ServerVariables.STATE)) {
			variables.put(row.getValue(0), row.getValue(1));
		}
		List<BinlogPosition> files = new ArrayList<>();
		for (ResultSetRowPacket row : this.query.rows("SHOW BINARY LOGS")) {
			files.add(BinlogPosition.of(row.getValue(0), Long.parseLong(row.getValue(1))));
		}
		// Not by SHOW VARIABLES, which cuts long values.
		ResultSetRowPacket sets = this.query
			.rows(mariadb ? "SELECT @@global.gtid_binlog_state, ''"
					: "SELECT @@global.gtid_executed, @@global.gtid_purged")
			.get(0);
		return new ServerState(ServerVariables.identity(variables), mariadb,
				mariadb || "ON".equals(variables.get("gtid_mode")), files, sets.getValue(0), sets.getValue(1));
	}

	/**
	 * Runs SQL that gives rows.
	 */
	@FunctionalInterface
	interface Query {

		List<ResultSetRowPacket> rows(String sql) throws IOException;

	}

}
