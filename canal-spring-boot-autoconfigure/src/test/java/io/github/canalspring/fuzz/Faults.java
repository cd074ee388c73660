package io.github.canalspring.fuzz;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * What happens to a server and to those who read it.
 */
final class Faults implements Callable<Faults> {

	private final Database database;

	private final Random random;

	/** Whether the server itself is killed. */
	private final boolean crashes;

	private volatile boolean ended;

	private int count;

	private int crashCount;

	Faults(Database database, Random random, boolean crashes) {
		this.database = database;
		this.random = random;
		this.crashes = crashes;
	}

	void end() {
		this.ended = true;
	}

	int count() {
		return this.count;
	}

	int crashCount() {
		return this.crashCount;
	}

	@Override
	public Faults call() throws Exception {
		while (!this.ended) {
			FuzzRun.pause(50 + this.random.nextInt(600));
			this.count++;
			switch (this.random.nextInt(8)) {
				case 0, 1, 2 -> killDumps();
				case 3 -> pause();
				case 4 -> crash();
				case 5 -> sql("SET GLOBAL binlog_checksum=" + ColumnKind.pick(this.random, "NONE", "CRC32"));
				case 6 -> compress();
				default -> sql("FLUSH BINARY LOGS");
			}
		}
		return this;
	}

	private void pause() throws InterruptedException {
		this.database.server().pause();
		try {
			FuzzRun.pause(this.random.nextInt(2000));
		}
		finally {
			this.database.server().resume();
		}
	}

	private void crash() {
		if (this.crashes && this.random.nextInt(3) == 0) {
			this.crashCount++;
			this.database.server().kill();
			this.database.server().start();
		}
	}

	private void compress() throws SQLException {
		if (this.database.mariadb()) {
			sql("SET GLOBAL log_bin_compress=" + ColumnKind.pick(this.random, "ON", "OFF"),
					"SET GLOBAL log_bin_compress_min_len=10");
		}
		else {
			sql("SET GLOBAL binlog_transaction_compression=" + ColumnKind.pick(this.random, "ON", "OFF"));
		}
	}

	private void killDumps() throws SQLException {
		List<String> kills = new ArrayList<>();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet processes = statement.executeQuery("SHOW PROCESSLIST")) {
			while (processes.next()) {
				if (processes.getString("Command").startsWith("Binlog Dump") && this.random.nextBoolean()) {
					kills.add("KILL " + processes.getLong("Id"));
				}
			}
		}
		try {
			sql(kills.toArray(String[]::new));
		}
		catch (SQLException ex) {
			if (ex.getErrorCode() != 1094) {
				throw ex;
			}
			// It has ended by itself.
		}
	}

	private void sql(String... statements) throws SQLException {
		try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
