package io.github.canalspring.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;

/**
 * Reads back what a sink holds and compares it with what it would write now. It connects
 * when it is first used, by a connection of its own where there may be several, so that
 * batches are not held up. For one thread at a time.
 */
public interface Comparison extends AutoCloseable {

	/**
	 * What can be compared: entries whose rows may be looked for.
	 * @return the entries, without those whose content the sink leaves to others
	 */
	Entries entries();

	/**
	 * Compare the entries of rows.
	 * @param rows inserts of the rows, with a version that nothing the sink has written
	 * so far is above
	 * @return all entries of these rows that are missing or hold something else; right
	 * only for rows that do not change meanwhile
	 * @throws IOException if the sink cannot be read at the moment
	 * @throws SinkException if that does not pass by itself
	 * @throws InterruptedException if the thread is interrupted
	 */
	List<Mismatch> compare(List<Change> rows) throws IOException, InterruptedException;

	/**
	 * Look which entries that no row has are there.
	 * @param entries entries of {@link #entries()}
	 * @return those that are there and should not be
	 * @throws IOException if the sink cannot be read at the moment
	 * @throws SinkException if that does not pass by itself
	 * @throws InterruptedException if the thread is interrupted
	 */
	List<Mismatch> leftOver(Collection<Entry> entries) throws IOException, InterruptedException;

	/**
	 * Release the connection; the comparison may be used again.
	 */
	@Override
	void close();

}
