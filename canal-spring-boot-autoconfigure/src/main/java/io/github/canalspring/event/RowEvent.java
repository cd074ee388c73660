package io.github.canalspring.event;

/**
 * One row change: an {@link InsertEvent}, {@link UpdateEvent} or {@link DeleteEvent}.
 *
 * @param <T> what the row is bound to: {@link Row}, {@code Map<String, Object>}, a record
 * or a bean
 */
public sealed interface RowEvent<T> permits InsertEvent, UpdateEvent, DeleteEvent {

	/**
	 * Where the change comes from.
	 * @return table, position, transaction and time of the change
	 */
	EventMetadata metadata();

	/**
	 * The row as the change left it, or, when the change deleted it, as it last was.
	 * @return the row
	 */
	T row();

}
