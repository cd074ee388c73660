package io.github.canalspring.source;

import org.jspecify.annotations.Nullable;

/**
 * The source no longer has the changes from a position on: they were purged, or what it
 * keeps them in was made anew, or they cannot be understood any more. A pipeline that was
 * told to start with a snapshot starts over; any other waits for somebody to decide.
 */
public class PositionLostException extends SourceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param problem what is wrong and where
	 * @param remedy what to do about it
	 * @param cause the underlying failure, if any
	 */
	public PositionLostException(String problem, String remedy, @Nullable Throwable cause) {
		super(problem, remedy, cause);
	}

	/**
	 * Whether the changes are there, and only what they mean cannot be told.
	 * @return {@code true} if nothing is gone from the source
	 */
	public boolean isUnreadable() {
		return false;
	}

}
