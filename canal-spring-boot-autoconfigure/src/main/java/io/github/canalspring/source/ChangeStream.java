package io.github.canalspring.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.SnapshotStatus;
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
	 * Where the stream begins. Called before the first poll.
	 * @param from the position that it was opened with
	 * @return that position, with what the source has found to be done from there
	 */
	default Position start(Position from) {
		return from;
	}

	/**
	 * Have rows of tables read again beside the stream, and what is left over of them
	 * removed. Called from any thread.
	 * @param tables the tables
	 * @param range which part of them
	 * @return done when the request is kept together with the position, so that nothing
	 * but its fulfilment ends it; cancelled if the stream is closed before
	 * @throws UnsupportedOperationException if the source reads no tables
	 */
	default CompletableFuture<@Nullable Void> resync(List<TableId> tables, KeyRange range) {
		throw new UnsupportedOperationException("This source reads no tables");
	}

	/**
	 * Have the sink make anew what it holds of tables, beside the stream.
	 * @param rebuild what is to be made anew
	 * @return as of {@link #resync}
	 * @throws UnsupportedOperationException if the source reads no tables
	 * @throws IllegalArgumentException if something of it is being made anew already
	 */
	default CompletableFuture<@Nullable Void> rebuild(Rebuild rebuild) {
		throw new UnsupportedOperationException("This source reads no tables");
	}

	/**
	 * Keep a note with the position, together with what was asked for before. Called
	 * before the first poll.
	 * @param name what it is about; an earlier note about that is forgotten
	 * @param note the note
	 */
	default void note(String name, String note) {
	}

	/**
	 * The note that is kept about something.
	 * @param name what it is about
	 * @return the note; {@code null} if there is none
	 */
	default @Nullable String noted(String name) {
		return null;
	}

	/**
	 * Hold the reading of tables, or let it go on. Called from any thread.
	 * @param paused whether to hold it
	 */
	default void pauseSnapshot(boolean paused) {
	}

	/**
	 * How far the reading of tables is. Called from any thread.
	 * @return the progress; {@code null} if nothing is to be read
	 */
	default @Nullable SnapshotStatus snapshot() {
		return null;
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
