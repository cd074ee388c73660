package io.github.canalspring.source;

import java.io.IOException;
import java.util.List;

/**
 * What a sink holds of the rows of tables, so that what rows have left behind can be
 * found.
 */
public interface Entries {

	/**
	 * What becomes of the rows of a table. Called by the thread that applies batches.
	 * @param table a version of the table
	 * @return its mappings; empty if the sink does not want the table
	 */
	List<EntryMapping> mappings(TableSchema table);

	/**
	 * Start to go through all entries that may be of rows of some tables. Called by
	 * another thread, which also uses the scan, while batches are applied.
	 * @param tables the tables
	 * @return the scan, which may find others, too; an entry may come twice
	 * @throws IOException if the sink cannot be read at the moment
	 * @throws RuntimeException if that does not pass by itself
	 * @throws InterruptedException if the thread is interrupted
	 */
	EntryScan scan(List<TableSchema> tables) throws IOException, InterruptedException;

}
