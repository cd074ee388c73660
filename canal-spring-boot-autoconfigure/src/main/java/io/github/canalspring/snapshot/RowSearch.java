package io.github.canalspring.snapshot;

import java.util.List;

import io.github.canalspring.source.TableId;

/**
 * A search for rows of a table by the values of columns.
 *
 * @param table the table
 * @param columns the columns
 */
record RowSearch(TableId table, List<String> columns) {

}
