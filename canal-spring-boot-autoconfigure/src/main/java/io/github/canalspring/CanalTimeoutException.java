package io.github.canalspring;

/**
 * Thrown by {@link CanalOperations#awaitSynced} when the time is up before everything has
 * been applied. The message names what is behind and by how much.
 */
public class CanalTimeoutException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public CanalTimeoutException(String message) {
		super(message);
	}

}
