package io.github.canalspring.sink;

/**
 * Thrown by {@link Sink#apply} when the store no longer is where the sink left it: it
 * came back empty or older, or somebody else has written the position. To apply the same
 * batches again would leave a gap; the stream must be opened again from what
 * {@link Sink#load} says then.
 */
public class CheckpointLostException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public CheckpointLostException(String message) {
		super(message);
	}

}
