package io.github.canalspring.source.mysql;

import io.github.canalspring.source.PositionLostException;
import org.jspecify.annotations.Nullable;

/**
 * The server has purged what was not read yet.
 */
public final class BinlogPurgedException extends PositionLostException {

	private static final long serialVersionUID = 1L;

	BinlogPurgedException(HostPort host, String problem, @Nullable Throwable cause) {
		super(problem, "Changes since then are gone from the server. Set " + host.startFrom()
				+ ": snapshot to have it start over by itself, or delete the checkpoint; and let the server keep its binlog for longer (binlog_expire_logs_seconds)",
				cause);
	}

}
