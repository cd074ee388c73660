package io.github.canalspring.source.mysql;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * The server cannot read its own binlog.
 */
public final class BinlogDamagedException extends SourceException {

	private static final long serialVersionUID = 1L;

	BinlogDamagedException(HostPort host, String problem, @Nullable Throwable cause) {
		super(problem,
				"Look into the server's error log and at its disk. If the file stays unreadable, delete the checkpoint "
						+ "so that a snapshot or " + host.startFrom() + " sets a new start",
				cause);
	}

}
