package io.github.canalspring.event;

import org.jspecify.annotations.Nullable;

/**
 * Rows as a source received them, which decodes a value when it is asked for, and each
 * time: nothing of it is kept, so that what nobody asks for costs nothing and what was
 * asked for is soon forgotten. Immutable; safe for use by several threads.
 */
public interface EncodedRows {

	/**
	 * Decode a value.
	 * @param row the row's number
	 * @param column the column's index
	 * @return the value, possibly {@code null}
	 * @throws RuntimeException of the source if it cannot be decoded
	 */
	@Nullable Object value(int row, int column);

	/**
	 * Compare a column of two rows as it stands.
	 * @param row a row's number
	 * @param other another's
	 * @param column the column's index
	 * @return whether both have the same bytes, and so the same value
	 */
	boolean same(int row, int other, int column);

}
