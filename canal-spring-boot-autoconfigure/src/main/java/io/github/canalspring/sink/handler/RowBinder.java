package io.github.canalspring.sink.handler;

import java.util.List;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;

/**
 * Makes of a row what a handler wants. For one thread at a time.
 */
interface RowBinder {

	/**
	 * Bind a row.
	 * @param table the row's table, for messages
	 * @param row the row
	 * @return the object
	 * @throws RowBindingException if a value does not fit
	 */
	Object bind(TableId table, Row row);

	/**
	 * Look for rows that a table can have and that cannot be bound.
	 * @param table the table
	 * @return what was found
	 */
	default List<Misfit> misfits(TableSchema table) {
		return List.of();
	}

}
