package io.github.canalspring.servers;

import org.jspecify.annotations.Nullable;

/**
 * A server cannot be had here: the platform is not covered, something it needs is
 * missing, or its files could not be fetched. The message says which, and what to do.
 */
public class ServerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what is missing and what to do about it
	 */
	public ServerUnavailableException(String message) {
		super(message);
	}

	/**
	 * Creates the exception with its cause.
	 * @param message what is missing and what to do about it
	 * @param cause what went wrong underneath
	 */
	public ServerUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
