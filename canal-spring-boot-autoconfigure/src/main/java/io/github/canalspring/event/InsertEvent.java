package io.github.canalspring.event;

/**
 * A row was inserted, or was read by a snapshot.
 *
 * @param <T> what the row is bound to
 * @param after the new row
 * @param metadata where the change comes from
 */
public record InsertEvent<T>(T after, EventMetadata metadata) implements RowEvent<T> {

	@Override
	public T row() {
		return this.after;
	}

}
