package io.github.canalspring.checkpoint;

import java.io.IOException;

/**
 * A checkpoint is there, but its content is not what was saved. Trying again does not
 * help.
 */
public class CorruptCheckpointException extends IOException {

	private static final long serialVersionUID = 1L;

	public CorruptCheckpointException(String message) {
		super(message);
	}

}
