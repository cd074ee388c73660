package io.github.canalspring.servers;

import org.jspecify.annotations.Nullable;

/**
 * A server is there but did not do as it was told: it ended while it was starting, or did
 * not answer in time. The message holds the end of its log.
 */
public class ServerFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what happened, with the end of the server's log
	 */
	public ServerFailedException(String message) {
		super(message);
	}

	/**
	 * Creates the exception with its cause.
	 * @param message what happened, with the end of the server's log
	 * @param cause what went wrong underneath
	 */
	public ServerFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
