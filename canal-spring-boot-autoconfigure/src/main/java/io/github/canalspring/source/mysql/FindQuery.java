package io.github.canalspring.source.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the rows of a table that have given values in some columns.
 *
 * @param schema the table
 * @param columns the columns to read; the others are {@code null} in the rows
 * @param searched the columns to search by
 * @param values what to search for
 */
record FindQuery(TableSchema schema, List<SelectedColumn> columns, List<SelectedColumn> searched,
		List<List<Object>> values) {

	static FindQuery of(TableSchema schema, List<String> searched, List<List<Object>> values, Set<String> reads) {
		Set<Column> wanted = reads.stream().map((name) -> column(schema, name)).collect(Collectors.toSet());
		return new FindQuery(schema,
				schema.columns().stream().filter(wanted::contains).map(SelectedColumn::new).toList(),
				searched.stream().map((name) -> new SelectedColumn(column(schema, name))).toList(), values);
	}

	/**
	 * One that is gone may mean that the table was altered since the search was set up.
	 */
	private static Column column(TableSchema schema, String name) {
		Column column = schema.column(name);
		if (column == null) {
			throw MysqlTableReader.changed(schema.id(), null);
		}
		return column;
	}

	String sql() {
		String names = this.searched.stream()
			.map((column) -> MysqlTableReader.quoted(column.column().name()))
			.collect(Collectors.joining(", "));
		String marks = String.join(", ", Collections.nCopies(this.searched.size(), "?"));
		boolean one = this.searched.size() == 1;
		return "SELECT " + this.columns.stream().map(SelectedColumn::expression).collect(Collectors.joining(", "))
				+ " FROM " + MysqlTableReader.quoted(this.schema.id()) + " WHERE " + (one ? names : "(" + names + ")")
				+ " IN (" + String.join(", ", Collections.nCopies(this.values.size(), one ? marks : "(" + marks + ")"))
				+ ") LOCK IN SHARE MODE";
	}

	List<Object> parameters() {
		List<Object> parameters = new ArrayList<>();
		for (List<Object> row : this.values) {
			for (Object value : row) {
				parameters.add(SelectedColumn.searched(value));
			}
		}
		return parameters;
	}

	List<Row> read(ResultSet result) throws SQLException {
		List<Row> rows = new ArrayList<>();
		while (result.next()) {
			@Nullable Object[] values = new @Nullable Object[this.schema.columns().size()];
			for (int index = 0; index < this.columns.size(); index++) {
				SelectedColumn column = this.columns.get(index);
				values[this.schema.header().indexOf(column.column().name())] = column.value(result, index + 1);
			}
			rows.add(new Row(this.schema.header(), values));
		}
		return rows;
	}

}
