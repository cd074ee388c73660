package io.github.canalspring.source.mysql;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * A version of a table as the binlog has it.
 *
 * @param id the table
 * @param schema the table's columns; {@code null} for a table that is not wanted, whose
 * rows are skipped
 * @param decoders for each column how its values are read
 * @param sizes for each column how long its values are
 * @param described whether the columns are not from the binlog, but as
 * {@code information_schema} described them
 */
record BinlogTable(TableId id, @Nullable TableSchema schema, ColumnDecoder[] decoders, int[] sizes, boolean described) {

	static BinlogTable unwanted(TableId id) {
		return new BinlogTable(id, null, new ColumnDecoder[0], new int[0], false);
	}

	/**
	 * A failure to read a row.
	 * @param column the column where it failed
	 * @param where the row's place, if it has to be told
	 * @param cause why
	 */
	SourceException unreadable(int column, String where, RuntimeException cause) {
		String name = (this.schema != null) ? this.schema.header().name(column) : "";
		return new SourceException("A row of table " + this.id + " cannot be read, at column '" + name + "'" + where,
				"Report this with the server's version and the table's definition", cause);
	}

}
