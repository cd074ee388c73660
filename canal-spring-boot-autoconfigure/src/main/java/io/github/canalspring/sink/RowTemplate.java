package io.github.canalspring.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

/**
 * Text with columns in it, such as {@code product:{id}}: the key or id under which a sink
 * keeps a row. <code>{{</code> and <code>}}</code> stand for single braces, as Redis
 * Cluster's hash tags need them. Immutable.
 */
public final class RowTemplate {

	private final String text;

	/** Literals at even places, column names at odd ones. */
	private final List<String> parts;

	private RowTemplate(String text, List<String> parts) {
		this.text = text;
		this.parts = parts;
	}

	/**
	 * Read a template.
	 * @param text the template
	 * @return the template
	 * @throws IllegalArgumentException if its braces do not match, a name is empty, or it
	 * holds no column at all, so that every row would have the same key
	 */
	public static RowTemplate parse(String text) {
		List<String> parts = new ArrayList<>();
		StringBuilder part = new StringBuilder();
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			boolean column = parts.size() % 2 == 1;
			boolean doubled = index + 1 < text.length() && text.charAt(index + 1) == character;
			if (!column && doubled && (character == '{' || character == '}')) {
				part.append(character);
				index++;
			}
			else if (character == (column ? '}' : '{')) {
				parts.add(part.toString().strip().isEmpty() && column ? failed(text, "has an empty {}")
						: part.toString());
				part.setLength(0);
			}
			else if (character == '{' || character == '}') {
				failed(text, "has a '" + character + "' without its counterpart at character " + (index + 1));
			}
			else {
				part.append(character);
			}
		}
		if (parts.size() % 2 == 1) {
			failed(text, "has a '{' that is not closed");
		}
		parts.add(part.toString());
		if (parts.size() == 1) {
			failed(text, "names no column, so every row would have the same key");
		}
		return new RowTemplate(text, List.copyOf(parts));
	}

	private static String failed(String text, String problem) {
		throw new IllegalArgumentException(
				"Template '" + text + "' " + problem + ". Write columns in braces, such as product:{id}");
	}

	/**
	 * The columns that the template uses.
	 * @return the names as they are written in the template
	 */
	public List<String> columnNames() {
		List<String> names = new ArrayList<>();
		for (int index = 1; index < this.parts.size(); index += 2) {
			names.add(this.parts.get(index));
		}
		return names;
	}

	/**
	 * What the template begins with, before its first column.
	 * @return the text; empty if it begins with a column
	 */
	public String prefix() {
		return this.parts.get(0);
	}

	/**
	 * What stands before, between and behind the columns.
	 * @return the texts in their order, one more than there are columns
	 */
	public List<String> literals() {
		return IntStream.range(0, this.parts.size())
			.filter((index) -> index % 2 == 0)
			.mapToObj(this.parts::get)
			.toList();
	}

	/** Literals at even places, column names at odd ones. */
	List<String> parts() {
		return this.parts;
	}

	/**
	 * Look the columns up in a table.
	 * @param columns the table's columns
	 * @return the template for rows with these columns
	 * @throws IllegalArgumentException if one of the template's columns is not among them
	 */
	public Bound bind(Columns columns) {
		int[] indexes = columnNames().stream().mapToInt((name) -> {
			int index = columns.indexOf(name);
			if (index < 0) {
				throw new IllegalArgumentException("Template '" + this.text + "' uses the column '" + name
						+ "', which is not among the table's columns " + columns);
			}
			return index;
		}).toArray();
		return new Bound(this.parts, indexes);
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * A template whose columns have been looked up.
	 */
	public static final class Bound {

		private final List<String> parts;

		private final int[] indexes;

		private Bound(List<String> parts, int[] indexes) {
			this.parts = parts;
			this.indexes = indexes;
		}

		/**
		 * Put the row's values in.
		 * @param row a row with the columns that the template was bound to
		 * @return the text; {@code null} if one of its columns is {@code NULL}: such a
		 * row has no key
		 */
		public @Nullable String render(Row row) {
			return (this.indexes.length == 1) ? renderOne(row.get(this.indexes[0])) : renderAll(row);
		}

		/** The usual case, at a third of the cost. */
		private @Nullable String renderOne(@Nullable Object value) {
			return (value != null) ? this.parts.get(0).concat(ColumnText.of(value)).concat(this.parts.get(2)) : null;
		}

		private @Nullable String renderAll(Row row) {
			StringBuilder text = new StringBuilder(48);
			text.append(this.parts.get(0));
			for (int index = 0; index < this.indexes.length; index++) {
				Object value = row.get(this.indexes[index]);
				if (value == null) {
					return null;
				}
				text.append(ColumnText.of(value)).append(this.parts.get(2 * index + 2));
			}
			return text.toString();
		}

		/**
		 * Whether two rows have the same values in the template's columns, and so the
		 * same text: cheaper than to render both.
		 * @param one a row
		 * @param other another
		 * @return whether they do; {@code false} also where it is not certain
		 */
		public boolean sameColumns(Row one, Row other) {
			for (int index : this.indexes) {
				if (!one.sameValue(index, other, index)) {
					return false;
				}
			}
			return true;
		}

	}

}
