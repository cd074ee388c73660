package io.github.canalspring.sink;

/**
 * The sink no longer holds the checkpoint that it wrote, so it may have lost data with
 * it: the pipeline has to {@link Sink#load} again and go on from what is found there.
 */
public class CheckpointLostException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public CheckpointLostException(String message) {
		super(message);
	}

}
