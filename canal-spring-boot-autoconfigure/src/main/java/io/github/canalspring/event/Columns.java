package io.github.canalspring.event;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The column names of a table, in the table's order, shared by all rows of one version of
 * it. Compare by identity to recognise a version: a changed table gets new
 * {@code Columns}. Immutable.
 */
public final class Columns {

	private final List<String> names;

	private final Map<String, Integer> indexes;

	/**
	 * Create the columns of a table.
	 * @param names the names in the table's order
	 */
	public Columns(List<String> names) {
		this.names = List.copyOf(names);
		this.indexes = new HashMap<>();
		for (int index = 0; index < this.names.size(); index++) {
			this.indexes.put(this.names.get(index).toLowerCase(Locale.ROOT), index);
		}
	}

	/**
	 * The names in the table's order.
	 * @return the names, as the server spells them
	 */
	public List<String> names() {
		return this.names;
	}

	public int size() {
		return this.names.size();
	}

	public String name(int index) {
		return this.names.get(index);
	}

	/**
	 * The place of a column. MySQL's column names do not differ by case alone, so case is
	 * ignored.
	 * @param name the column's name
	 * @return its index, or -1 if there is no such column
	 */
	public int indexOf(String name) {
		Integer index = this.indexes.get(name);
		if (index == null) {
			index = this.indexes.get(name.toLowerCase(Locale.ROOT));
		}
		return (index != null) ? index : -1;
	}

	@Override
	public String toString() {
		return this.names.toString();
	}

}
