package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.Visibility;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks the server which transactions its storage engine has committed, which it does
 * after the binlog is written and in the binlog's order. MySQL has a transaction's GTID
 * in {@code gtid_executed} from then on; MariaDB has a place in its binlog up to which it
 * has committed everything.
 */
final class CommitVisibility implements Visibility {

	/** After which to say so; the sink tries again. */
	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int MAX_PAUSE_MILLIS = 50;

	private static final String VARIABLES = "('server_uuid', 'server_uid', 'server_id', 'gtid_mode', "
			+ "'binlog_order_commits', 'binlog_optimize_thread_scheduling')";

	/** With the server's variables. */
	private final KeptConnection<Map<String, String>> connection;

	private final Duration limit;

	CommitVisibility(MysqlServer server) {
		this(server, LIMIT);
	}

	CommitVisibility(MysqlServer server, Duration limit) {
		this.connection = new KeptConnection<>(server, (client) -> MysqlServer.variables(client, VARIABLES));
		this.limit = limit;
	}

	@Override
	public void check() {
		Map<String, String> variables = this.connection.ask((client, found) -> found);
		boolean mariadb = isMariadb(variables);
		if (!mariadb && !"ON".equals(variables.get("gtid_mode"))) {
			throw unfit("gtid_mode", "transactions without GTIDs do not tell when they can be seen",
					"SET PERSIST enforce_gtid_consistency=ON; then gtid_mode step by step: OFF_PERMISSIVE, "
							+ "ON_PERMISSIVE, ON");
		}
		String ordered = mariadb ? "binlog_optimize_thread_scheduling" : "binlog_order_commits";
		if ("OFF".equals(variables.get(ordered))) {
			throw unfit(ordered, "transactions then are not visible in the order of the binlog",
					"Set it to ON, which is the default");
		}
	}

	private static SourceException unfit(String variable, String reason, String remedy) {
		return new SourceException("The server's " + variable + " must be ON for canal.cache.protect: " + reason,
				remedy + ". Or take canal.cache.protect away");
	}

	private static boolean isMariadb(Map<String, String> variables) {
		return !variables.containsKey("server_uuid");
	}

	@Override
	public void await(Change change) throws InterruptedException {
		BinlogPosition start = (BinlogPosition) change.transaction().start();
		String gtid = change.gtid();
		long begin = System.nanoTime();
		int pause = 1;
		Target target = this.connection.ask((client, variables) -> target(client, variables, start, gtid));
		while (!this.connection.ask((client, variables) -> target.isReached(client))) {
			if (System.nanoTime() - begin > this.limit.toNanos()) {
				throw new SourceUnreachableException(
						"The transaction at " + start + " is in the binlog but cannot be seen yet after " + this.limit,
						"See what holds up commits at the server, such as a semi-synchronous replica that is down",
						null);
			}
			Thread.sleep(pause);
			pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
		}
	}

	private static Target target(JdbcClient client, Map<String, String> variables, BinlogPosition start,
			@Nullable String gtid) {
		if (!isMariadb(variables)) {
			if (gtid == null) {
				throw unfit("gtid_mode", "there is a transaction without a GTID, at " + start,
						"Set it to ON, and start the sink behind this transaction");
			}
			return new Executed(gtid);
		}
		boolean sameServer = ServerVariables.identity(variables).equals(start.server()) && !start.file().isEmpty();
		// At another server the transaction is anywhere before the end.
		return new Committed(
				sameServer ? BinlogPosition.of(start.file(), start.offset() + 1) : MysqlServer.status(client));
	}

	@Override
	public void close() {
		this.connection.close();
	}

	/**
	 * What is waited for.
	 */
	private sealed interface Target {

		boolean isReached(JdbcClient client);

	}

	/**
	 * MySQL.
	 */
	private record Executed(String gtid) implements Target {

		@Override
		public boolean isReached(JdbcClient client) {
			return client.sql("SELECT GTID_SUBSET(?, @@GLOBAL.gtid_executed)")
				.param(this.gtid)
				.query(Boolean.class)
				.single();
		}

	}

	/**
	 * MariaDB. The place is the end of a transaction, so it is behind one of which it is
	 * behind the start.
	 */
	private record Committed(BinlogPosition place) implements Target {

		@Override
		public boolean isReached(JdbcClient client) {
			Map<String, String> status = new HashMap<>();
			client.sql("SHOW GLOBAL STATUS LIKE 'Binlog_snapshot_%'").query((row) -> {
				status.put(row.getString(1), row.getString(2));
			});
			String file = Objects.requireNonNullElse(status.get("Binlog_snapshot_file"), "");
			return !file.isEmpty() && BinlogPosition.of(file, Long.parseLong(status.get("Binlog_snapshot_position")))
				.reaches(this.place);
		}

	}

}
