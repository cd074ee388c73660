package io.github.canalspring.source;

import java.util.List;

/**
 * A column of a table.
 *
 * @param name the name as the server spells it
 * @param type the type
 * @param unsigned whether a numeric column is {@code UNSIGNED}
 * @param precision the number of digits of a {@code DECIMAL}, of bits of a {@code BIT},
 * of fractional digits of a time; the length of text or binary; 0 where it means nothing
 * @param scale the number of digits after the point of a {@code DECIMAL}, else 0
 * @param nullable whether the column may be {@code NULL}
 * @param labels the values of an {@code ENUM} or {@code SET} in order, else empty
 */
public record Column(String name, ColumnType type, boolean unsigned, int precision, int scale, boolean nullable,
		List<String> labels) {

	public Column {
		labels = List.copyOf(labels);
	}

}
