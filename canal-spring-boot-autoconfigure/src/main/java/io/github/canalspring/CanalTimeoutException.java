package io.github.canalspring;

/**
 * Thrown by {@link CanalOperations#awaitSynced} when the time is up before everything has
 * been applied, or when the only changes that have not been are parked, for which waiting
 * is of no use. The message names what is behind and by how much, or what is parked.
 */
public class CanalTimeoutException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public CanalTimeoutException(String message) {
		super(message);
	}

}
