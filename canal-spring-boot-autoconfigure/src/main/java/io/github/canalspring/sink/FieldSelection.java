package io.github.canalspring.sink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.canalspring.event.Columns;
import org.jspecify.annotations.Nullable;

/**
 * Which columns become fields of a document, and how they are named.
 *
 * @param include the columns to take; empty for all
 * @param exclude the columns to leave out
 * @param naming how fields are named
 * @param rename names of fields by column, which count before {@code naming}
 */
public record FieldSelection(List<String> include, List<String> exclude, Naming naming, Map<String, String> rename) {

	/**
	 * Create a selection.
	 * @throws IllegalArgumentException if a field is to have no name
	 */
	public FieldSelection {
		include = List.copyOf(include);
		exclude = List.copyOf(exclude);
		rename = Map.copyOf(rename);
		rename.forEach((column, field) -> {
			if (field.isBlank()) {
				throw new IllegalArgumentException("The column '" + column
						+ "' is renamed to nothing. Write the field's name, or the column under exclude");
			}
		});
	}

	/**
	 * Create a selection that renames no column.
	 * @param include the columns to take; empty for all
	 * @param exclude the columns to leave out
	 * @param naming how fields are named
	 */
	public FieldSelection(List<String> include, List<String> exclude, Naming naming) {
		this(include, exclude, naming, Map.of());
	}

	/**
	 * Select among a table's columns.
	 * @param columns the table's columns
	 * @return the selected fields in the table's order
	 * @throws IllegalArgumentException if a column to include, exclude or rename is not
	 * among them, a renamed one is left out, or two fields have the same name
	 */
	public List<Field> fields(Columns columns) {
		Stream.of(this.include, this.exclude, this.rename.keySet()).flatMap(Collection::stream).forEach((name) -> {
			if (columns.indexOf(name) < 0) {
				throw new IllegalArgumentException("The column '" + name
						+ "' to include, exclude or rename is not among the table's columns " + columns);
			}
		});
		Map<String, String> renamed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		renamed.putAll(this.rename);
		List<Field> fields = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (int index = 0; index < columns.size(); index++) {
			String column = columns.name(index);
			if ((this.include.isEmpty() || contains(this.include, column)) && !contains(this.exclude, column)) {
				Field field = new Field(name(column, renamed.remove(column)), index);
				if (!names.add(field.name())) {
					throw new IllegalArgumentException(
							"Two columns become the field '" + field.name() + "'. Rename one of them");
				}
				fields.add(field);
			}
		}
		if (!renamed.isEmpty()) {
			throw new IllegalArgumentException(
					"The columns " + renamed.keySet() + " are renamed, but left out of the fields");
		}
		return List.copyOf(fields);
	}

	private String name(String column, @Nullable String renamed) {
		return (renamed != null) ? renamed : this.naming.fieldName(column);
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
