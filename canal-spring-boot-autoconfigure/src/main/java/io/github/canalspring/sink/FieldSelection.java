package io.github.canalspring.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.event.Columns;

/**
 * Which columns become fields of a document, and how they are named.
 *
 * @param include the columns to take; empty for all
 * @param exclude the columns to leave out
 * @param naming how fields are named
 */
public record FieldSelection(List<String> include, List<String> exclude, Naming naming) {

	public FieldSelection {
		include = List.copyOf(include);
		exclude = List.copyOf(exclude);
	}

	/**
	 * Select among a table's columns.
	 * @param columns the table's columns
	 * @return the selected fields in the table's order
	 * @throws IllegalArgumentException if a column to include or exclude is not among
	 * them
	 */
	public List<Field> fields(Columns columns) {
		Stream.concat(this.include.stream(), this.exclude.stream()).forEach((name) -> {
			if (columns.indexOf(name) < 0) {
				throw new IllegalArgumentException(
						"The column '" + name + "' to include or exclude is not among the table's columns " + columns);
			}
		});
		List<Field> fields = new ArrayList<>();
		for (int index = 0; index < columns.size(); index++) {
			String name = columns.name(index);
			if ((this.include.isEmpty() || contains(this.include, name)) && !contains(this.exclude, name)) {
				fields.add(new Field(this.naming.fieldName(name), index));
			}
		}
		return List.copyOf(fields);
	}

	private static boolean contains(List<String> names, String name) {
		return names.stream().anyMatch(name::equalsIgnoreCase);
	}

	/**
	 * A field of a document.
	 *
	 * @param name the field's name
	 * @param index the column's place
	 */
	public record Field(String name, int index) {

	}

}
