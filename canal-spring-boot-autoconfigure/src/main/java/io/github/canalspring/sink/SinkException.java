package io.github.canalspring.sink;

import org.jspecify.annotations.Nullable;

/**
 * A sink cannot do its work until something changes outside the application.
 */
public class SinkException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong and where, without values of rows
	 * @param remedy what to do about it
	 * @param cause the underlying failure, if any
	 */
	public SinkException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, cause);
		this.remedy = remedy;
	}

	public SinkException(String problem, String remedy) {
		this(problem, remedy, null);
	}

	public String remedy() {
		return this.remedy;
	}

}
