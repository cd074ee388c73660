package io.github.canalspring.source;

import java.util.List;

/**
 * Reads the rows that tables have now, for snapshots. Safe for use by several threads.
 */
public interface TableReader {

	/**
	 * The tables that the source's user may read.
	 * @return all tables except the server's own and views, in order of name
	 * @throws SourceUnreachableException if the source does not answer
	 */
	List<TableId> tables();

	/**
	 * Read the next rows of a table in the order of its primary key, together with the
	 * stretch of the stream within which they were read. Every transaction that is in the
	 * stream before {@code low} is seen by the read, none that is behind {@code high} is.
	 * @param table the table
	 * @param after the primary key of the row to go on behind, as
	 * {@link TableChunk#last()} gave it; empty to begin
	 * @param limit how many rows to read at most
	 * @return the rows
	 * @throws SourceUnreachableException if the source does not answer
	 * @throws NoSuchTableException if there is no such table
	 * @throws SourceException if it has no primary key
	 */
	TableChunk read(TableId table, List<String> after, int limit);

}
