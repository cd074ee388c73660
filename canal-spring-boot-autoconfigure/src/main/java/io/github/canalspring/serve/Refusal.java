package io.github.canalspring.serve;

/**
 * What a client asks for is not possible: its answer is an error.
 */
final class Refusal extends Exception {

	/** Something that is not there, or not now. */
	static final int FAILED = 400;

	/** Destination or client id are missing. */
	static final int INCOMPLETE = 401;

	/** The number of a batch is missing. */
	static final int NO_BATCH = 402;

	private static final long serialVersionUID = 1L;

	private final int code;

	private final boolean last;

	private Refusal(int code, String message, boolean last) {
		super(message);
		this.code = code;
		this.last = last;
	}

	Refusal(int code, String message) {
		this(code, message, false);
	}

	/** One behind which the connection is closed. */
	static Refusal last(String message) {
		return new Refusal(FAILED, message, true);
	}

	int code() {
		return this.code;
	}

	boolean isLast() {
		return this.last;
	}

	/** It is an answer, not a failure of this application. */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
