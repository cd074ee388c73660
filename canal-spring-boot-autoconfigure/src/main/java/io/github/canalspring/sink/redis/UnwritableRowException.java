package io.github.canalspring.sink.redis;

/**
 * There can be no entry of a row, for a reason of its own: other rows may well have one.
 */
public class UnwritableRowException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param reason why, without values of the row
	 * @param cause what failed
	 */
	public UnwritableRowException(String reason, Throwable cause) {
		super(reason, cause);
	}

}
