package io.github.canalspring.message;

import java.util.List;
import java.util.Set;

import io.github.canalspring.source.TableId;

/**
 * What a message tells.
 *
 * @param changes the row changes in their order; unmodifiable
 * @param replaced the tables whose rows are others although no change tells so, such as
 * after {@code TRUNCATE}; unmodifiable
 */
public record MessageContent(List<RowChange> changes, Set<TableId> replaced) {

	/** Nothing that concerns rows, or none that are wanted. */
	static final MessageContent NOTHING = new MessageContent(List.of(), Set.of());

	static MessageContent of(RowChange change) {
		return new MessageContent(List.of(change), Set.of());
	}

	static MessageContent replaced(TableId table) {
		return new MessageContent(List.of(), Set.of(table));
	}

}
