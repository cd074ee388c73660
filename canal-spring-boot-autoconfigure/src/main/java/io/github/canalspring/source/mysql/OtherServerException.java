package io.github.canalspring.source.mysql;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * The server is another one than was read, and there are no GTIDs to tell what is
 * missing.
 */
public final class OtherServerException extends SourceException {

	private static final long serialVersionUID = 1L;

	OtherServerException(HostPort host, String problem, @Nullable Throwable cause) {
		super(problem, "Point " + host.property("ip")
				+ " at the server that was read before, or delete the checkpoint to start anew. To go on at another server, both need GTIDs (gtid_mode=ON)",
				cause);
	}

}
