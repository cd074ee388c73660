package io.github.canalspring.source.mysql;

/**
 * Reads a column's value, which is not {@code NULL}, from the bytes of a row.
 */
@FunctionalInterface
interface ColumnDecoder {

	Object decode(EventBytes in);

}
