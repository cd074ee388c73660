package io.github.canalspring.source;

import org.jspecify.annotations.Nullable;

/**
 * The source can be reached, but cannot be read until something changes outside the
 * application.
 */
public class SourceException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param problem what is wrong and where
	 * @param remedy what to do about it, such as the SQL to run
	 * @param cause the underlying failure, if any
	 */
	public SourceException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, cause);
		this.remedy = remedy;
	}

	public SourceException(String problem, String remedy) {
		this(problem, remedy, null);
	}

	/**
	 * What to do about it.
	 * @return a sentence or two, or SQL
	 */
	public String remedy() {
		return this.remedy;
	}

}
