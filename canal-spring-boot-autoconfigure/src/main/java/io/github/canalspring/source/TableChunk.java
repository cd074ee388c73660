package io.github.canalspring.source;

import java.util.List;

import io.github.canalspring.event.Row;

/**
 * Consecutive rows of a table.
 *
 * @param schema the table as it was when they were read; all rows carry its header
 * @param rows the rows in the order of the primary key
 * @param last the primary key of the last row, and what else the reader needs to go on,
 * for {@link TableReader#read(TableId, List, int)}; empty if there are no rows
 * @param low the position before the read
 * @param high the position after the read
 * @param end whether the table has no rows behind these
 */
public record TableChunk(TableSchema schema, List<Row> rows, List<String> last, Position low, Position high,
		boolean end) {

}
