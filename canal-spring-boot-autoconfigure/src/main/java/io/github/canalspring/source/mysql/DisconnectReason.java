package io.github.canalspring.source.mysql;

import java.util.Locale;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an end of a connection means.
 */
final class DisconnectReason {

	private static final int MASTER_FATAL_ERROR = 1236;

	private static final int ACCESS_DENIED = 1045;

	private static final int SPECIFIC_ACCESS_DENIED = 1227;

	private DisconnectReason() {
	}

	/**
	 * Why there is no connection.
	 * @return the reason, for messages
	 * @throws SourceException if it is of no use to connect again
	 */
	static String of(HostPort host, @Nullable Throwable failure, String user, BinlogPosition position) {
		if (failure == null) {
			return host + " ended the connection";
		}
		if (failure instanceof ServerException server) {
			if (server.getErrorCode() == MASTER_FATAL_ERROR && !isServerIdClash(failure)) {
				throw refused(host, server, position);
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
		return host + " does not accept the password of user '" + user + "' (canal.server.user-pass): "
				+ failure.getMessage();
	}

	static boolean isServerIdClash(@Nullable Throwable failure) {
		return failure instanceof ServerException server && server.getErrorCode() == MASTER_FATAL_ERROR
				&& server.getMessage().contains("same server_");
	}

	private static SourceException refused(HostPort host, ServerException failure, BinlogPosition position) {
		String message = String.valueOf(failure.getMessage());
		String lower = message.toLowerCase(Locale.ROOT);
		String problem = host + " cannot send its binlog from " + position + ": " + message;
		if (lower.contains("could not find first log") || lower.contains("purged")
				|| lower.contains("not in the master's binlog") || lower.contains("could not find gtid state")) {
			return new SourceException(problem, "Changes since then are gone from the server. Delete the checkpoint so "
					+ "that a snapshot or canal.start-from sets a new start; and let the server keep its binlog for "
					+ "longer (binlog_expire_logs_seconds)", failure);
		}
		if (lower.contains("file size") || lower.contains("impossible position")) {
			return new SourceException(problem,
					"The server's binlog is not the one that was read before: it was reset, or restored from a backup. "
							+ "Delete the checkpoint so that a snapshot or canal.start-from sets a new start",
					failure);
		}
		if (lower.contains("binary log is not open") || lower.contains("binlog is not open")) {
			return new SourceException(problem, "Start the server with log_bin", failure);
		}
		if (lower.contains("max_allowed_packet")) {
			return new SourceException(problem, "Run SET GLOBAL max_allowed_packet=1073741824", failure);
		}
		return new SourceException(problem, "Look into the server's error log", failure);
	}

}
