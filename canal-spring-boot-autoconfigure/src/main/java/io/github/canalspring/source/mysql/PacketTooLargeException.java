package io.github.canalspring.source.mysql;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * An event does not fit into a packet, or the binlog cannot be understood from the
 * position on.
 */
public final class PacketTooLargeException extends SourceException {

	private static final long serialVersionUID = 1L;

	PacketTooLargeException(String problem, @Nullable Throwable cause) {
		super(problem,
				"Run SET GLOBAL max_allowed_packet=1073741824, and set it in the server's configuration. If it is that large, the position is not the start of an event: delete the checkpoint to start anew",
				cause);
	}

}
