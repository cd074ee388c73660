package io.github.canalspring.event;

import java.util.Set;

/**
 * A row was updated.
 *
 * @param <T> what the row is bound to
 * @param before the row as it was
 * @param after the row as it is now
 * @param changedColumns the names of the columns whose value differs, as they are spelled
 * in the table
 * @param metadata where the change comes from
 */
public record UpdateEvent<T>(T before, T after, Set<String> changedColumns,
		EventMetadata metadata) implements RowEvent<T> {

	/**
	 * Whether the update changed a column.
	 * @param column the column's name as it is spelled in the table
	 * @return whether its value differs
	 */
	public boolean changed(String column) {
		return this.changedColumns.contains(column);
	}

	@Override
	public T row() {
		return this.after;
	}

}
