package io.github.canalspring.source.mysql;

import java.util.Locale;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.mysql.BinlogClient.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an end of a connection means.
 */
final class DisconnectReason {

	private static final int MASTER_FATAL_ERROR = 1236;

	private static final int ACCESS_DENIED = 1045;

	private static final int SPECIFIC_ACCESS_DENIED = 1227;

	private static final int NO_BINARY_LOGGING = 1381;

	private DisconnectReason() {
	}

	/**
	 * Why there is no connection.
	 * @return the reason, for messages
	 * @throws Refusal if it is of no use to connect to this server again
	 */
	static String of(HostPort host, @Nullable Throwable failure, String user, BinlogPosition position) throws Refusal {
		if (failure == null) {
			return host + " ended the connection";
		}
		if (failure instanceof ServerException server) {
			if (server.getErrorCode() == NO_BINARY_LOGGING) {
				throw new Refusal(ServerCheck.noBinlog(), false);
			}
			if (server.getErrorCode() == MASTER_FATAL_ERROR && !isServerIdClash(failure)) {
				throw new Refusal(refused(host,
						host + " cannot send its binlog from " + position + ": " + server.getMessage(), server), false);
			}
			if (server.getErrorCode() == SPECIFIC_ACCESS_DENIED) {
				return host + " does not let user '" + user + "' read the binlog (" + server.getMessage()
						+ "): GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO that user";
			}
			if (server.getErrorCode() == ACCESS_DENIED) {
				return denied(host, user, server);
			}
			return host + " refuses: " + server.getMessage() + " (error " + server.getErrorCode() + ")";
		}
		if (failure instanceof AuthenticationException authentication) {
			return denied(host, user, authentication);
		}
		SourceException tls = TlsFailure.of(host, failure);
		if (tls != null) {
			return tls.getMessage() + ". " + tls.remedy();
		}
		Throwable cause = failure;
		while (cause.getCause() != null && cause.getCause() != cause) {
			cause = cause.getCause();
		}
		return host + ": " + ((cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName());
	}

	private static String denied(HostPort host, String user, ServerException failure) {
		SourceException refusal = AccessFailure.of(host, user, failure.getErrorCode(),
				String.valueOf(failure.getMessage()), failure);
		if (refusal != null && failure.getErrorCode() != ACCESS_DENIED) {
			return refusal.getMessage() + ". " + refusal.remedy();
		}
		return host + " does not accept the password of user '" + user + "' (" + host.property("user-pass") + "): "
				+ failure.getMessage();
	}

	/**
	 * Whether another reader has come with the same server id. MySQL has error 1236 for
	 * that, MariaDB one of its own (4052).
	 */
	static boolean isServerIdClash(@Nullable Throwable failure) {
		return failure instanceof ServerException server && server.getMessage().contains("same server_");
	}

	/**
	 * Error 1236 has one number for everything: the text tells what it is about. Versions
	 * differ in it, also in whether they say master or source.
	 */
	private static SourceException refused(HostPort host, String problem, ServerException failure) {
		String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
		if (contains(text, "could not find first log", "purged", "could not find gtid state")) {
			return new BinlogPurgedException(host, problem, failure);
		}
		if (contains(text, "more gtids than", "not in the master's binlog", "not in the source's binlog")) {
			return new TransactionsMissingException(host, problem, failure);
		}
		if (contains(text, "file size", "impossible position", "position < 4")) {
			return new BinlogRecreatedException(host, problem, failure);
		}
		if (contains(text, "max_allowed_packet")) {
			return new PacketTooLargeException(problem, failure);
		}
		if (contains(text, "bogus data", "corrupt", "truncated in the middle", "crc check", "read error",
				"could not open log file", "could not find next log", "i/o error")) {
			return new BinlogDamagedException(host, problem, failure);
		}
		if (contains(text, "binary log is not open", "binlog is not open")) {
			return ServerCheck.noBinlog();
		}
		if (contains(text, "gtid_mode", "anonymous transaction", "auto_position")) {
			return new SourceException(problem, "Set gtid_mode=ON on the server, or start at a position file:offset",
					failure);
		}
		if (contains(text, "server_id was not set", "checksum")) {
			return new SourceException(problem, "Change the server's configuration as its message says", failure);
		}
		return new SourceException(problem, "Look into the server's error log", failure);
	}

	private static boolean contains(String text, String... parts) {
		for (String part : parts) {
			if (text.contains(part)) {
				return true;
			}
		}
		return false;
	}

}
