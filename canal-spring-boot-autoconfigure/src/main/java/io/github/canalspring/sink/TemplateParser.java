package io.github.canalspring.sink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text that a {@link RowTemplate} has written back into the values of its
 * columns. Only what a column could hold, written as it would be, counts:
 * {@code product:007} is not of {@code product:{id}} with a number. Immutable.
 */
public final class TemplateParser {

	/** More possibilities than that are not worth looking for. */
	private static final int MOST_READINGS = 16;

	private static final int MOST_STEPS = 1000;

	/** Literals at even places, column names at odd ones. */
	private final List<String> parts;

	private final List<Column> columns;

	private final List<String> names;

	private final boolean readable;

	/**
	 * Create a parser.
	 * @param template the template
	 * @param table the table whose rows it is for
	 * @throws IllegalArgumentException if one of the template's columns is not among the
	 * table's
	 */
	public TemplateParser(RowTemplate template, TableSchema table) {
		template.bind(table.header());
		this.parts = template.parts();
		this.columns = template.columnNames()
			.stream()
			.map((name) -> Objects.requireNonNull(table.column(name)))
			.toList();
		this.names = this.columns.stream().map(Column::name).distinct().toList();
		this.readable = this.columns.stream().allMatch(ColumnParser::isReadable);
	}

	/**
	 * The columns whose values are read.
	 * @return the names as the table spells them, each once
	 */
	public List<String> columns() {
		return this.names;
	}

	/**
	 * Read a text.
	 * @param text the text
	 * @return the values of {@link #columns()}: none if the template cannot have written
	 * the text, several if its columns cannot be told apart; {@code null} if there are
	 * too many, or the type of a column does not allow to tell
	 */
	public @Nullable List<List<Object>> parse(String text) {
		String prefix = this.parts.get(0);
		if (!text.startsWith(prefix) || !text.endsWith(this.parts.get(this.parts.size() - 1))) {
			return List.of();
		}
		if (!this.readable) {
			return null;
		}
		Reading reading = new Reading(text);
		reading.read(prefix.length(), 0, new LinkedHashMap<>());
		return reading.given ? null : reading.found;
	}

	/**
	 * One text being read, in all ways.
	 */
	private final class Reading {

		private final String text;

		private final List<List<Object>> found = new ArrayList<>();

		private int steps;

		/** Whether it was given up. */
		private boolean given;

		private Reading(String text) {
			this.text = text;
		}

		private void read(int from, int column, Map<String, Object> values) {
			TemplateParser parser = TemplateParser.this;
			if (column == parser.columns.size()) {
				if (from == this.text.length()) {
					this.found.add(List.copyOf(values.values()));
				}
				return;
			}
			String behind = parser.parts.get(2 * column + 2);
			boolean last = column == parser.columns.size() - 1;
			int end = last ? this.text.length() - behind.length() : this.text.indexOf(behind, from);
			while (end >= from && !this.given) {
				take(from, end, behind, column, values);
				end = (last || end == this.text.length()) ? -1 : this.text.indexOf(behind, end + 1);
			}
		}

		private void take(int from, int end, String behind, int index, Map<String, Object> values) {
			this.steps++;
			this.given |= this.steps > MOST_STEPS || this.found.size() > MOST_READINGS;
			Column column = TemplateParser.this.columns.get(index);
			Object value = ColumnParser.parse(this.text.substring(from, end), column);
			Object same = values.get(column.name());
			// A column that is there twice has one value.
			if (value != null && (same == null || ColumnText.of(same).equals(ColumnText.of(value)))) {
				Map<String, Object> with = new LinkedHashMap<>(values);
				with.put(column.name(), value);
				read(end + behind.length(), index + 1, with);
			}
		}

	}

}
