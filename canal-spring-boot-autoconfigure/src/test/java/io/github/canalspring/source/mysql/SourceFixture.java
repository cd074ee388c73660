package io.github.canalspring.source.mysql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.awaitility.Awaitility;

/**
 * A real server, and what tests do with it.
 */
final class SourceFixture {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int NO_SUCH_THREAD = 1094;

	private final DatabaseServer server;

	SourceFixture(DatabaseServer server) {
		this.server = server;
	}

	DatabaseServer server() {
		return this.server;
	}

	MysqlChangeSource source() {
		return source(Duration.ofSeconds(15), 8 << 20, 1 << 20);
	}

	MysqlChangeSource source(Duration readTimeout, long bufferSize, long sliceSize) {
		return new MysqlChangeSource(new MysqlConnection(List.of(new HostPort(this.server.host(), this.server.port())),
				this.server.canalUser(), this.server.canalPassword(), Duration.ofSeconds(5), readTimeout, bufferSize,
				sliceSize));
	}

	Connection connect() throws SQLException {
		return DriverManager.getConnection(this.server.jdbcUrl() + "&characterEncoding=UTF-8", this.server.rootUser(),
				this.server.rootPassword());
	}

	/**
	 * Execute statements as root, on one connection.
	 */
	void sql(String... statements) {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(
					String.join("; ", statements).substring(0, Math.min(200, String.join("; ", statements).length())),
					ex);
		}
	}

	/**
	 * Ends sessions, of which some may just be ending by themselves.
	 */
	void kill(List<Long> sessions) {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (Long session : sessions) {
				try {
					statement.execute("KILL " + session);
				}
				catch (SQLException ex) {
					if (ex.getErrorCode() != NO_SUCH_THREAD) {
						throw ex;
					}
				}
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A fresh database.
	 */
	void database(String name) {
		sql("DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
	}

	/**
	 * Purge all binlog files before the one that is written.
	 */
	void purge() {
		if (this.server.isMariaDb() && !this.server.version().startsWith("10.")) {
			sql("SET GLOBAL slave_connections_needed_for_purge=0");
		}
		MysqlChangeSource source = source();
		String file = ((BinlogPosition) source.latest()).file();
		// A connection that has just ended may hold a file for a while.
		Awaitility.await().until(() -> {
			sql("PURGE BINARY LOGS TO '" + file + "'");
			return ((BinlogPosition) source.resolve(new StartFrom.Earliest())).file().equals(file);
		});
	}

	static Predicate<TableId> in(String database) {
		return (table) -> table.database().equals(database);
	}

	/**
	 * All batches from a position up to the server's end.
	 */
	List<ChangeBatch> readAll(MysqlChangeSource source, Position from, Predicate<TableId> tables) {
		try (ChangeStream stream = source.open("test", from, tables)) {
			return readUntil(stream, from, source.latest());
		}
	}

	/**
	 * Read on until reading fails.
	 */
	static void readUntilFailure(MysqlChangeSource source, Position from, Predicate<TableId> tables)
			throws InterruptedException {
		try (ChangeStream stream = source.open("test", from, tables)) {
			Instant limit = Instant.now().plus(LIMIT);
			while (Instant.now().isBefore(limit)) {
				stream.poll(Duration.ofMillis(500));
			}
		}
	}

	static List<ChangeBatch> readUntil(ChangeStream stream, Position from, Position end) {
		List<ChangeBatch> batches = new ArrayList<>();
		Instant limit = Instant.now().plus(LIMIT);
		Position at = from;
		// Once more at the end, where nothing must come.
		for (boolean done = false; !done;) {
			done = at.version() >= end.version();
			if (Instant.now().isAfter(limit)) {
				throw new AssertionError(
						"Not at " + end + " but at " + at + ", disconnected: " + stream.disconnected());
			}
			try {
				batches.addAll(stream.poll(Duration.ofMillis(done ? 100 : 500)));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			at = batches.isEmpty() ? from : batches.get(batches.size() - 1).position();
		}
		return batches;
	}

	static List<Change> changes(List<ChangeBatch> batches) {
		return batches.stream().flatMap((batch) -> batch.changes().stream()).toList();
	}

	/**
	 * What tells changes apart, and all their values.
	 */
	static List<String> describe(List<ChangeBatch> batches) {
		return changes(batches).stream()
			.map((change) -> change + " " + change.before() + " " + values(change) + " " + change.version())
			.toList();
	}

	private static String values(Change change) {
		return ((change.before() != null) ? change.before().asMap().toString() : "") + " -> "
				+ ((change.after() != null) ? change.after().asMap().toString() : "");
	}

}
