package io.github.canalspring.source.mysql;

import java.io.EOFException;

/**
 * Ends the connection from within the client, which goes on after any exception but those
 * that tell that the stream has ended.
 */
class StopReadingException extends EOFException {

	private static final long serialVersionUID = 1L;

	StopReadingException(Throwable cause) {
		initCause(cause);
	}

}
