package io.github.canalspring.snapshot;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is read at once beside the stream, on its way to its place in the stream. It is
 * told of all changes from before it is read until it is delivered.
 */
interface Piece {

	/** Whether the reading has come to an end, good or bad. */
	boolean isRead();

	/**
	 * Take over what was read; called once.
	 * @return why it has to be read again; {@code null} if all is well
	 * @throws RuntimeException why it could not be read
	 */
	@Nullable String arrive();

	/** Leave out what a change tells better. */
	void drop(Change change);

	/** How many rows were read or looked for. */
	int size();

	/** Whether there is nothing to deliver, so nothing to wait for. */
	boolean isSettled();

	/** Whether the stream has come to its place. */
	boolean isDue(Position reached);

}
