package io.github.canalspring.source;

import org.jspecify.annotations.Nullable;

/**
 * A part of a table: the rows between two values of the first column of its key, both
 * included.
 *
 * @param from the first value as text; {@code null} for the table's beginning
 * @param to the last value as text; {@code null} for the table's end
 */
public record KeyRange(@Nullable String from, @Nullable String to) {

	/** The whole table. */
	public static final KeyRange ALL = new KeyRange(null, null);

}
