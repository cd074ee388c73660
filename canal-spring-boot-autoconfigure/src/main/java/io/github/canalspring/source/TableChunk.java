package io.github.canalspring.source;

import java.util.List;

import io.github.canalspring.event.Row;

/**
 * Consecutive rows of a table.
 *
 * @param schema the table as it was when they were read; all rows carry its header
 * @param key the columns that tell its rows apart: the primary key's, or else those of a
 * unique key; empty only if there are no rows
 * @param rows the rows in the order of the key
 * @param last the key of the last row, and what else the reader needs to go on, for
 * {@link TableReader#read}; empty if there are no rows
 * @param bytes roughly the memory that the rows take
 * @param low the position before the read
 * @param high the position after the read
 * @param end whether the table has no rows behind these
 */
public record TableChunk(TableSchema schema, List<String> key, List<Row> rows, List<String> last, long bytes,
		Position low, Position high, boolean end) {

}
