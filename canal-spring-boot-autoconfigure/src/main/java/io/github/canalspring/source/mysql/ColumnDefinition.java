package io.github.canalspring.source.mysql;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.mysql.Collations.CharacterSet;

/**
 * A column of a table version, with what decoding needs beside it.
 *
 * @param column the column
 * @param characters the character set of a text, {@code ENUM} or {@code SET} column, else
 * binary
 */
record ColumnDefinition(Column column, CharacterSet characters) {

}
