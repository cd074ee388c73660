package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;

/**
 * A table as {@code information_schema} describes it now.
 *
 * @param id the table
 * @param columns the columns
 * @param wire for each column how the binlog must describe it
 * @param primaryKey the names of the primary key's columns
 */
record TableDefinition(TableId id, List<ColumnDefinition> columns, List<WireColumn> wire, List<String> primaryKey) {

	TableSchema schema() {
		return new TableSchema(this.id, this.columns.stream().map(ColumnDefinition::column).toList(), this.primaryKey);
	}

	/**
	 * Check that rows of a table map event are rows of this very table.
	 * @throws SourceException if the table was another one when the rows were logged
	 */
	void requireFit(TableMap map) {
		if (this.wire.size() != map.columns().size()) {
			throw misfit("it had " + map.columns().size() + " columns and has " + this.wire.size());
		}
		for (int index = 0; index < this.wire.size(); index++) {
			if (!map.columns().get(index).fits(this.wire.get(index))) {
				throw misfit("the type of column '" + this.columns.get(index).column().name() + "' (" + (index + 1)
						+ ") is not the same");
			}
		}
	}

	/**
	 * That rows were logged when the table was another one.
	 * @param difference in what
	 */
	SourceException misfit(String difference) {
		return new SourceException(
				"Rows of table " + this.id + " were logged when the table was another one than now: " + difference
						+ ". The binlog has no column names, so they cannot be read",
				"Run SET GLOBAL binlog_row_metadata=FULL (and set it in the server's configuration), which puts the "
						+ "columns of the time into the binlog, then start again past this position");
	}

}
