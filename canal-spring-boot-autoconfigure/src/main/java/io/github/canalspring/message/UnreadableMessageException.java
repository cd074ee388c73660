package io.github.canalspring.message;

import org.jspecify.annotations.Nullable;

/**
 * A message is none of its format. The message of the exception tells what is wrong and
 * where in it, and no value.
 */
public class UnreadableMessageException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public UnreadableMessageException(String problem) {
		this(problem, null);
	}

	/**
	 * Create an exception.
	 * @param problem what is wrong and where in the message
	 * @param cause the underlying failure, if any
	 */
	public UnreadableMessageException(String problem, @Nullable Throwable cause) {
		super(problem, cause);
	}

}
