package io.github.canalspring.source.mysql;

/**
 * Reads a column's value, which is not {@code NULL}, from the bytes of a row. Safe for
 * use by several threads.
 */
@FunctionalInterface
interface ColumnDecoder {

	/**
	 * Decode a value.
	 * @param bytes holds it; it is known to be there in full, see {@link RowScan}
	 * @param start where it starts, its length included if one stands before it
	 */
	Object decode(byte[] bytes, int start);

}
