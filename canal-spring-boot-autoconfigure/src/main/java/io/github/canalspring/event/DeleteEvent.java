package io.github.canalspring.event;

/**
 * A row was deleted.
 *
 * @param <T> what the row is bound to
 * @param before the row as it last was
 * @param metadata where the change comes from
 */
public record DeleteEvent<T>(T before, EventMetadata metadata) implements RowEvent<T> {

	@Override
	public T row() {
		return this.before;
	}

}
