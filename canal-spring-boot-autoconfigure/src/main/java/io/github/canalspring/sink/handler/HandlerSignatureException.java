package io.github.canalspring.sink.handler;

import org.jspecify.annotations.Nullable;

/**
 * A {@code @CanalTable} method cannot be called as it is declared. Thrown at start-up.
 */
public class HandlerSignatureException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong with which method
	 * @param remedy what to write instead
	 * @param cause the underlying failure, if any
	 */
	public HandlerSignatureException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, cause);
		this.remedy = remedy;
	}

	public HandlerSignatureException(String problem, String remedy) {
		this(problem, remedy, null);
	}

	/**
	 * What to write instead.
	 * @return a sentence or two
	 */
	public String remedy() {
		return this.remedy;
	}

}
