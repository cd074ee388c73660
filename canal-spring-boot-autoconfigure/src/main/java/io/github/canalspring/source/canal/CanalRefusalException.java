package io.github.canalspring.source.canal;

import java.io.IOException;

/**
 * The server answered a request with an error.
 */
final class CanalRefusalException extends IOException {

	private static final long serialVersionUID = 1L;

	private final int code;

	CanalRefusalException(int code, String message) {
		super(message);
		this.code = code;
	}

	/** Such as 400 or 401: Canal's own numbers. */
	int code() {
		return this.code;
	}

}
