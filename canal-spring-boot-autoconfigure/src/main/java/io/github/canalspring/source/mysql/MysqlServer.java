package io.github.canalspring.source.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Asks the server by SQL, through the JDBC driver that the application has. Questions are
 * rare: each opens a connection and closes it. Safe for use by several threads.
 */
final class MysqlServer {

	/** A server that is written to all the time never holds still. */
	private static final int STATUS_ATTEMPTS = 3;

	private static final String RETENTION = "('binlog_expire_logs_seconds', 'expire_logs_days', "
			+ "'binlog_expire_logs_auto_purge')";

	private static final int SECONDS_PER_DAY = 86_400;

	private final MysqlConnection connection;

	private final Supplier<JdbcDriver> driver;

	private final ServerHosts hosts;

	MysqlServer(MysqlConnection connection) {
		this(connection, JdbcDriver::present);
	}

	MysqlServer(MysqlConnection connection, Supplier<JdbcDriver> driver) {
		this.connection = connection;
		this.driver = driver;
		this.hosts = new ServerHosts(connection.hosts());
	}

	ServerHosts hosts() {
		return this.hosts;
	}

	/** The fetch size with which results are not kept in memory as a whole. */
	int streamingFetchSize() {
		return this.driver.get().streamingFetchSize();
	}

	/**
	 * Ask the server that the streams read, or else the first one that answers.
	 * @param question what to ask
	 * @return the answer
	 * @throws SourceUnreachableException if no server answers
	 * @throws SourceException if the server does not let us in
	 */
	<T extends @Nullable Object> T ask(Function<JdbcClient, T> question) {
		return askAt((host, client) -> question.apply(client));
	}

	/**
	 * As {@link #ask}, for questions to which it matters which server answers.
	 */
	<T extends @Nullable Object> T askAt(BiFunction<HostPort, JdbcClient, T> question) {
		return askAt(question, this::dataSource, (dataSource, answered) -> dataSource.destroy());
	}

	/**
	 * As {@link #askAt(BiFunction)}, over connections that are kept.
	 * @param question what to ask
	 * @param open gives the connection to a server
	 * @param release takes it back, and whether there was an answer
	 * @return the answer
	 */
	<T extends @Nullable Object> T askAt(BiFunction<HostPort, JdbcClient, T> question,
			Function<HostPort, SingleConnectionDataSource> open,
			BiConsumer<SingleConnectionDataSource, Boolean> release) {
		SourceUnreachableException unreachable = null;
		for (HostPort host : this.hosts.inOrder()) {
			SingleConnectionDataSource dataSource = open.apply(host);
			boolean answered = false;
			try {
				T answer = DriverTls.with(this.connection.tls(), host.host(),
						() -> question.apply(host, JdbcClient.create(dataSource)));
				answered = true;
				return answer;
			}
			catch (CannotGetJdbcConnectionException ex) {
				unreachable = unreachable(host, ex);
			}
			catch (DataAccessResourceFailureException | RecoverableDataAccessException ex) {
				unreachable = new SourceUnreachableException("The connection to " + host + " broke",
						"See whether the server runs", ex);
			}
			catch (TransientDataAccessException ex) {
				// A deadlock or a time-out with those who write to the table.
				unreachable = new SourceUnreachableException(host + " did not finish a query: " + reason(ex),
						"See whether a transaction locks rows for long", ex);
			}
			finally {
				release.accept(dataSource, answered);
			}
		}
		if (unreachable == null) {
			throw new IllegalStateException("There is no host");
		}
		throw unreachable;
	}

	/** Connects when it is used first. */
	SingleConnectionDataSource dataSource(HostPort host) {
		return this.driver.get().dataSource(host, this.connection);
	}

	private SourceUnreachableException unreachable(HostPort host, CannotGetJdbcConnectionException failure) {
		SourceException tls = TlsFailure.of(host, failure);
		if (tls != null) {
			throw tls;
		}
		SQLException cause = sqlException(failure);
		String message = (cause != null) ? String.valueOf(cause.getMessage()) : "";
		SourceException refusal = AccessFailure.of(host, this.connection.user(),
				(cause != null) ? cause.getErrorCode() : 0, message, failure);
		if (refusal != null) {
			throw refusal;
		}
		return new SourceUnreachableException("Nothing answers as MySQL or MariaDB at " + host + ": " + reason(failure),
				"See whether the server runs, and whether " + host.property("ip") + " and " + host.property("port")
						+ " name it",
				failure);
	}

	private static String reason(DataAccessException failure) {
		SQLException cause = sqlException(failure);
		return (cause != null) ? String.valueOf(cause.getMessage()).lines().findFirst().orElse("") : "";
	}

	static @Nullable SQLException sqlException(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql) {
				return sql;
			}
		}
		return null;
	}

	/**
	 * Global variables.
	 * @param names the names in parentheses, as {@code IN} takes them
	 * @return those that the server has, by name
	 */
	static Map<String, String> variables(JdbcClient client, String names) {
		Map<String, String> variables = new HashMap<>();
		client.sql("SHOW GLOBAL VARIABLES WHERE Variable_name IN " + names).query((row) -> {
			variables.put(row.getString(1), row.getString(2));
		});
		return variables;
	}

	/**
	 * The binlog's end.
	 * @throws SourceException if there is no binlog
	 */
	BinlogPosition latest() {
		return ask(MysqlServer::latest);
	}

	/**
	 * The end of the binlog of one server.
	 * @throws SourceException if there is no binlog
	 */
	static BinlogPosition latest(JdbcClient client) {
		Map<String, String> identity = variables(client, ServerVariables.IDENTITY);
		boolean mariadb = !identity.containsKey("server_uuid");
		BinlogPosition status = mariadb ? mariadbStatus(client) : status(client);
		return status.withServer(ServerVariables.identity(identity));
	}

	/**
	 * Knows the names of the properties that tell of the server, whichever of several
	 * hosts is read.
	 */
	HostPort named() {
		return this.connection.hosts().get(0);
	}

	/**
	 * For how long the server keeps its binlog.
	 * @return the time; {@code null} if it does not purge by time
	 */
	@Nullable Duration retention() {
		Map<String, String> variables = ask((client) -> variables(client, RETENTION));
		if ("OFF".equals(variables.get("binlog_expire_logs_auto_purge"))) {
			return null;
		}
		double seconds = Double.parseDouble(variables.getOrDefault("binlog_expire_logs_seconds", "0"));
		if (seconds == 0) {
			seconds = SECONDS_PER_DAY * Double.parseDouble(variables.getOrDefault("expire_logs_days", "0"));
		}
		return (seconds > 0) ? Duration.ofSeconds(Math.round(seconds)) : null;
	}

	/**
	 * MariaDB gives the file's end and the GTIDs apart: they belong together if nothing
	 * was written in between. While something always is, the GTIDs are those of a moment
	 * before the file's end and after the question, so both have all that was committed
	 * before it.
	 */
	private static BinlogPosition mariadbStatus(JdbcClient client) {
		BinlogPosition status = status(client);
		for (int attempt = 1;; attempt++) {
			String gtids = client.sql("SELECT @@global.gtid_binlog_pos").query(String.class).single();
			BinlogPosition again = status(client);
			if (again.equals(status) || attempt == STATUS_ATTEMPTS) {
				return again.withGtids(MariadbGtidSet.parse(gtids));
			}
			status = again;
		}
	}

	static BinlogPosition status(JdbcClient client) {
		List<BinlogPosition> status;
		try {
			status = status(client, "SHOW MASTER STATUS");
		}
		catch (DataAccessException ex) {
			// Gone since MySQL 8.4.
			status = status(client, "SHOW BINARY LOG STATUS");
		}
		if (status.isEmpty()) {
			throw ServerCheck.noBinlog();
		}
		return status.get(0);
	}

	private static List<BinlogPosition> status(JdbcClient client, String sql) {
		return client.sql(sql).query((row, number) -> {
			BinlogPosition position = BinlogPosition.of(row.getString(1), row.getLong(2));
			boolean withGtids = row.getMetaData().getColumnCount() > 4;
			return withGtids ? position.withGtids(MysqlGtidSet.parse(row.getString(5))) : position;
		}).list();
	}

	/**
	 * The character set of each collation.
	 */
	Map<Integer, String> collations() {
		return ask((client) -> {
			Map<Integer, String> collations = new HashMap<>();
			client.sql("SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATIONS WHERE ID IS NOT NULL")
				.query((row) -> {
					collations.put(row.getInt(1), row.getString(2));
				});
			if (variables(client, ServerVariables.IDENTITY).containsKey("server_uuid")) {
				return collations;
			}
			try {
				client
					.sql("SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY")
					.query((row) -> {
						collations.put(row.getInt(1), row.getString(2));
					});
			}
			catch (BadSqlGrammarException ex) {
				// MariaDB before 10.10: its collations all have their id in the other
				// table.
			}
			return collations;
		});
	}

	@Override
	public String toString() {
		return this.connection.toString();
	}

}
