package io.github.canalspring.source;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads the rows that tables have now. What it reads, it places in the stream: every
 * transaction that is in the stream before {@code low} is seen, none that is behind
 * {@code high} is. Safe for use by several threads.
 */
public interface TableReader {

	/**
	 * Look at a table, without reading it.
	 * @param table the table
	 * @return what is known of it
	 * @throws SourceUnreachableException if the source does not answer
	 * @throws NoSuchTableException if there is no such table
	 */
	TableOutline outline(TableId table);

	/**
	 * Read the next rows of a table in the order of its key.
	 * @param table the table
	 * @param range which part of it
	 * @param after the key of the row to go on behind, as {@link TableChunk#last()} gave
	 * it; empty to begin
	 * @param limit how many rows and bytes to read at most; at least one row is read
	 * @return the rows
	 * @throws SourceUnreachableException if the source does not answer
	 * @throws NoSuchTableException if there is no such table
	 * @throws SourceException if it has no key
	 */
	TableChunk read(TableId table, KeyRange range, List<String> after, ChunkLimit limit);

	/**
	 * Read the next rows of a whole table, whatever memory they take.
	 * @param table the table
	 * @param after the key of the row to go on behind; empty to begin
	 * @param limit how many rows to read at most
	 * @return the rows
	 */
	default TableChunk read(TableId table, List<String> after, int limit) {
		return read(table, KeyRange.ALL, after, new ChunkLimit(limit, Long.MAX_VALUE));
	}

	/**
	 * Read the rows that have given values. Text is compared as the server does, so there
	 * may be rows among them whose text differs in case or accents.
	 * @param table the table
	 * @param columns the columns
	 * @param values for each kind of row the values of these columns, as rows hold them
	 * @param reads the columns to read; the others are {@code null} in the rows
	 * @return the rows; {@code null} if no index begins with one of the columns, so that
	 * the whole table would have to be read
	 * @throws SourceUnreachableException if the source does not answer
	 * @throws NoSuchTableException if there is no such table
	 */
	@Nullable TableRows find(TableId table, List<String> columns, List<List<Object>> values, Set<String> reads);

}
