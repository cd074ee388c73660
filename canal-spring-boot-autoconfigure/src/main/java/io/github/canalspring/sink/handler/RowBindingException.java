package io.github.canalspring.sink.handler;

/**
 * A row does not fit the type that is wanted of it. The message names column and types,
 * never a value.
 */
public final class RowBindingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	RowBindingException(String message) {
		super(message);
	}

}
