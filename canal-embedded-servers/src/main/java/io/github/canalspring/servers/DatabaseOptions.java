package io.github.canalspring.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * The options that every database server is started with; those of the user follow, and
 * win.
 */
final class DatabaseOptions {

	private DatabaseOptions() {
	}

	static List<String> defaults(boolean mariaDb) {
		List<String> options = new ArrayList<>(
				List.of("--skip-name-resolve", "--secure-file-priv=", "--local-infile=ON"));
		options.addAll(binlog(mariaDb));
		options.addAll(lean(mariaDb));
		return options;
	}

	/** With everything in it. */
	private static List<String> binlog(boolean mariaDb) {
		List<String> options = new ArrayList<>(List.of("--server-id=1", "--log-bin=binlog", "--binlog-format=ROW",
				"--binlog-row-image=FULL", "--loose-binlog-row-metadata=FULL", "--sync-binlog=0"));
		options.addAll(mariaDb ? List.of("--gtid-domain-id=0", "--gtid-strict-mode=ON")
				: List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON"));
		return options;
	}

	/** Small, as several run side by side, and without waiting for the disk. */
	private static List<String> lean(boolean mariaDb) {
		List<String> options = new ArrayList<>(List.of("--innodb-flush-log-at-trx-commit=2",
				"--innodb-buffer-pool-size=64M", "--table-open-cache=400", "--loose-table-definition-cache=400"));
		if (mariaDb) {
			// Otherwise it makes a new RSA key at each start, which takes up to ten
			// seconds.
			options.add("--skip-ssl");
		}
		else {
			options.add("--loose-mysqlx=OFF");
			options.add("--loose-innodb-redo-log-capacity=96M");
		}
		return options;
	}

}
