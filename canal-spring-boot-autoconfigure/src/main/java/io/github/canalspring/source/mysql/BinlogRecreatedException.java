package io.github.canalspring.source.mysql;

import io.github.canalspring.source.PositionLostException;
import org.jspecify.annotations.Nullable;

/**
 * The server's binlog is not the one that was read: it was reset, or the server was
 * restored from a backup or made anew.
 */
public final class BinlogRecreatedException extends PositionLostException {

	private static final long serialVersionUID = 1L;

	BinlogRecreatedException(HostPort host, String problem, @Nullable Throwable cause) {
		super(problem, "The binlog was reset, or the server restored from a backup or made anew. Set "
				+ host.startFrom() + ": snapshot to have it start over by itself, or delete the checkpoint", cause);
	}

}
