package io.github.canalspring.serve;

/**
 * Nobody can listen at the port.
 */
public final class PortUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PortUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
