package io.github.canalspring.sink.handler;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.TableId;

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

}
