package io.github.canalspring.source;

import java.time.Duration;

/**
 * A pipeline's right to read what only one of several readers may read at a time. While
 * it waits for that, it leaves the sink alone: to load a position is to take it over from
 * whoever reads. For the pipeline's thread.
 */
@FunctionalInterface
public interface Turn extends AutoCloseable {

	/** Nobody has to wait. */
	Turn ALWAYS = (timeout) -> true;

	/**
	 * Wait until there is something that this pipeline may read.
	 * @param timeout how long to wait
	 * @return whether there is; {@code false} if the time is up
	 * @throws SourceUnreachableException if the source does not answer: the pipeline
	 * takes another turn later
	 * @throws SourceException if it cannot be read until something changes outside
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	boolean await(Duration timeout) throws InterruptedException;

	/**
	 * Let others read. What was read and not acknowledged is theirs.
	 */
	@Override
	default void close() {
	}

}
