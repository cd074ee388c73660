package io.github.canalspring.snapshot;

import java.util.HashMap;
import java.util.Map;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Tables as they last were, so that what a dropped one left behind can be told. For one
 * thread.
 */
final class LastSchemas {

	private final Map<TableId, TableSchema> byTable = new HashMap<>();

	private @Nullable TableSchema last;

	void seen(Change change) {
		if (change.schema() != this.last) {
			seen(change.schema());
		}
	}

	void seen(TableSchema table) {
		this.last = table;
		this.byTable.put(table.id(), table);
	}

	Map<TableId, TableSchema> byTable() {
		return this.byTable;
	}

}
