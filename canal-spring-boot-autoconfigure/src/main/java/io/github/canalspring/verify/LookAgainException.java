package io.github.canalspring.verify;

/**
 * What was looked at cannot be judged, for a reason that passes.
 */
final class LookAgainException extends Exception {

	private static final long serialVersionUID = 1L;

	LookAgainException(String reason) {
		super(reason);
	}

}
