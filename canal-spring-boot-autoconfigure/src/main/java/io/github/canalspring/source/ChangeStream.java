package io.github.canalspring.source;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An open stream of batches. It reconnects by itself, for ever, without losing or
 * repeating a batch. {@link #poll} and {@link #acknowledge} are for one thread; the
 * others may be called from any.
 */
public interface ChangeStream extends AutoCloseable {

	/**
	 * Take all batches that have arrived, waiting for the first. Under load many come at
	 * once, up to the stream's limit in bytes; on an idle system each comes as soon as it
	 * is there.
	 * @param timeout how long to wait for the first batch
	 * @return the batches in their order; empty if the time is up
	 * @throws SourceException if the stream cannot go on without a change from outside;
	 * every later call throws it again
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	List<ChangeBatch> poll(Duration timeout) throws InterruptedException;

	/**
	 * Tell that everything up to a position has been applied, for sources that keep what
	 * was not acknowledged.
	 * @param position the position after the last applied batch
	 */
	default void acknowledge(Position position) {
	}

	/**
	 * Why the stream is not connected at the moment.
	 * @return the reason, for messages; {@code null} while it is connected
	 */
	@Nullable String disconnected();

	/**
	 * Stop reading and release the connection and all threads; returns when they are
	 * gone.
	 */
	@Override
	void close();

}
