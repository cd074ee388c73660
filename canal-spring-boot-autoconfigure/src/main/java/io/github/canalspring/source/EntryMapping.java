package io.github.canalspring.source;

import java.util.List;

import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

/**
 * Which entry a sink makes of a row of one version of a table, and back. For one thread.
 */
public interface EntryMapping {

	/**
	 * The columns that name the entry.
	 * @return the names, each once
	 */
	List<String> columns();

	/**
	 * The columns that {@link #entry} looks at: those that name the entry, and those that
	 * decide whether the row has one.
	 * @return the names
	 */
	default List<String> reads() {
		return columns();
	}

	/**
	 * The entry of a row.
	 * @param row a row of this version of the table
	 * @return the entry; {@code null} if there is no row, or it has no entry
	 */
	@Nullable Entry entry(@Nullable Row row);

	/**
	 * The rows whose entry it may be.
	 * @param entry an entry of this sink
	 * @return the values of {@link #columns()}, as rows hold them, for each kind of row
	 * that may have it: several where the parts of a name cannot be told apart; empty if
	 * no row of this mapping can; {@code null} if that cannot be told
	 */
	@Nullable List<List<Object>> rows(Entry entry);

}
