package io.github.canalspring.source.mysql;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * The server does not have all transactions that were read from another one: it is
 * behind, or they were lost in a failover.
 */
public final class TransactionsMissingException extends SourceException {

	private static final long serialVersionUID = 1L;

	TransactionsMissingException(HostPort host, String problem, @Nullable Throwable cause) {
		super(problem,
				"Wait until the server has them, if it is a replica that is behind. If they are lost, or it is another database, point "
						+ host.property("ip")
						+ " at the right server, or delete the checkpoint to start anew from this one",
				cause);
	}

}
