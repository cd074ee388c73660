package io.github.canalspring.source.mysql;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.mysql.Collations.CharacterSet;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table version, with what decoding needs beside it.
 *
 * @param column the column
 * @param characters the character set of a text, {@code ENUM} or {@code SET} column, else
 * binary
 * @param fixedText which text stands behind the bytes of a fixed length; {@code null} for
 * all other columns
 */
record ColumnDefinition(Column column, CharacterSet characters, @Nullable FixedText fixedText) {

}
