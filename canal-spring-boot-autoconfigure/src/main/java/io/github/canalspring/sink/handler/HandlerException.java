package io.github.canalspring.sink.handler;

/**
 * A handler method has failed on a change.
 */
final class HandlerException extends Exception {

	private static final long serialVersionUID = 1L;

	HandlerException(String message, Throwable cause) {
		super(message, cause);
	}

}
