package io.github.canalspring.source;

import java.util.List;

import io.github.canalspring.event.Columns;
import org.jspecify.annotations.Nullable;

/**
 * One version of a table: its columns and its primary key. Sources make one instance per
 * version, so that what is derived from it may be cached by identity. Immutable.
 */
public final class TableSchema {

	private final TableId id;

	private final List<Column> columns;

	private final List<String> primaryKey;

	private final Columns header;

	/**
	 * Create a version of a table.
	 * @param id the table's name
	 * @param columns the columns in the table's order
	 * @param primaryKey the names of the primary key's columns in its order; empty if the
	 * table has none
	 */
	public TableSchema(TableId id, List<Column> columns, List<String> primaryKey) {
		this.id = id;
		this.columns = List.copyOf(columns);
		this.primaryKey = List.copyOf(primaryKey);
		this.header = new Columns(columns.stream().map(Column::name).toList());
	}

	public TableId id() {
		return this.id;
	}

	public List<Column> columns() {
		return this.columns;
	}

	public List<String> primaryKey() {
		return this.primaryKey;
	}

	/**
	 * The column names as the rows of this version carry them.
	 * @return the same instance for every row of this version
	 */
	public Columns header() {
		return this.header;
	}

	/**
	 * Find a column.
	 * @param name the column's name in any case
	 * @return the column, or {@code null} if there is none
	 */
	public @Nullable Column column(String name) {
		int index = this.header.indexOf(name);
		return (index < 0) ? null : this.columns.get(index);
	}

	@Override
	public String toString() {
		return this.id + this.header.toString();
	}

}
