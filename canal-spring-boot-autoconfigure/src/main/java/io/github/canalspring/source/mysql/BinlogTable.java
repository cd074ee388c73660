package io.github.canalspring.source.mysql;

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
 * @param described whether the columns are not from the binlog, but as
 * {@code information_schema} described them
 */
record BinlogTable(TableId id, @Nullable TableSchema schema, ColumnDecoder[] decoders, boolean described) {

	static BinlogTable unwanted(TableId id) {
		return new BinlogTable(id, null, new ColumnDecoder[0], false);
	}

}
