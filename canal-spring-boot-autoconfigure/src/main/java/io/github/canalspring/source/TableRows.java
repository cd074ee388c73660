package io.github.canalspring.source;

import java.util.List;

import io.github.canalspring.event.Row;

/**
 * Rows of a table that were looked for.
 *
 * @param schema the table as it was when they were read; all rows carry its header
 * @param rows the rows that were found, in no order, some perhaps twice
 * @param low the position before the read
 * @param high the position after the read
 */
public record TableRows(TableSchema schema, List<Row> rows, Position low, Position high) {

}
