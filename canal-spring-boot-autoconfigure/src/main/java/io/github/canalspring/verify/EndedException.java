package io.github.canalspring.verify;

/**
 * A comparison cannot come to its end.
 */
final class EndedException extends Exception {

	private static final long serialVersionUID = 1L;

	EndedException(String reason) {
		super(reason);
	}

}
