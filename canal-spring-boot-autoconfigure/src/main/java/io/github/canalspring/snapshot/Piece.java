package io.github.canalspring.snapshot;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is read at once beside the stream, on its way to its place in the stream. It is
 * told of all changes from before it is read until it is delivered.
 */
public interface Piece {

	/**
	 * Whether the reading has come to an end, good or bad.
	 * @return whether it has
	 */
	boolean isRead();

	/**
	 * Take over what was read; called once.
	 * @return why it has to be read again; {@code null} if all is well
	 * @throws RuntimeException why it could not be read
	 */
	@Nullable String arrive();

	/**
	 * Leave out what a change tells better.
	 * @param change a change of the stream
	 */
	void drop(Change change);

	/**
	 * How many rows were read or looked for.
	 * @return their number
	 */
	int size();

	/**
	 * Whether there is nothing to deliver, so nothing to wait for.
	 * @return whether nothing is left
	 */
	boolean isSettled();

	/**
	 * Whether the stream has come to its place.
	 * @param reached where the stream is
	 * @return whether it has
	 */
	boolean isDue(Position reached);

}
