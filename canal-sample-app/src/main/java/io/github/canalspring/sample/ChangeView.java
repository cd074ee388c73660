package io.github.canalspring.sample;

import java.time.Instant;
import java.util.Set;

import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import org.jspecify.annotations.Nullable;

/**
 * A row change as the browser gets it.
 *
 * @param eventId the same for the same change, should it be delivered twice
 * @param operation {@code insert}, {@code update} or {@code delete}
 * @param table the table without its database
 * @param id the row's id
 * @param changed the columns whose value differs; empty unless it is an update
 * @param before the row before; {@code null} for an insert
 * @param after the row after; {@code null} for a delete
 * @param committedAt when the transaction was committed, by MySQL's clock
 * @param handledAt when the handler got it, by this application's clock
 */
record ChangeView(String eventId, String operation, String table, long id, Set<String> changed, @Nullable Object before,
		@Nullable Object after, Instant committedAt, Instant handledAt) {

	static ChangeView of(RowEvent<?> event, long id, Instant handledAt) {
		if (event instanceof UpdateEvent<?> update) {
			return of("update", id, update.changedColumns(), update.before(), update.after(), event, handledAt);
		}
		if (event instanceof DeleteEvent<?> delete) {
			return of("delete", id, Set.of(), delete.before(), null, event, handledAt);
		}
		InsertEvent<?> insert = (InsertEvent<?>) event;
		return of("insert", id, Set.of(), null, insert.after(), event, handledAt);
	}

	private static ChangeView of(String operation, long id, Set<String> changed, @Nullable Object before,
			@Nullable Object after, RowEvent<?> event, Instant handledAt) {
		EventMetadata metadata = event.metadata();
		return new ChangeView(metadata.eventId(), operation, metadata.table(), id, changed, before, after,
				metadata.committedAt(), handledAt);
	}

}
