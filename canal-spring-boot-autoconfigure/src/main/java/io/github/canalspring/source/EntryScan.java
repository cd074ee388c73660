package io.github.canalspring.source;

import java.io.IOException;
import java.util.List;

/**
 * Goes through entries of a sink. An entry that is there from the first to the last call
 * is found; one that is written or deleted meanwhile may be. For one thread.
 */
public interface EntryScan extends AutoCloseable {

	/**
	 * The next entries.
	 * @return some entries, none of them {@code null}; empty when there are no more
	 * @throws IOException if the sink cannot be read at the moment; the scan is of no
	 * more use then
	 * @throws RuntimeException if that does not pass by itself
	 * @throws InterruptedException if the thread is interrupted
	 */
	List<Entry> next() throws IOException, InterruptedException;

	/**
	 * Release what the scan holds; does not throw.
	 */
	@Override
	void close();

}
