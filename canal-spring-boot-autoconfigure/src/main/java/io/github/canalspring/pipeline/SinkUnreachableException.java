package io.github.canalspring.pipeline;

/**
 * The sink could not be loaded, for a reason that may pass.
 */
final class SinkUnreachableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	SinkUnreachableException(Exception cause) {
		super(Failures.describe(cause), cause);
	}

}
