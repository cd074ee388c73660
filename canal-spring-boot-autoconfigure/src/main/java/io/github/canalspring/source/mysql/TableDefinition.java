package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;

/**
 * A table as its definition tells: as {@code information_schema} has it, or as the DDL in
 * the binlog made it.
 *
 * @param id the table
 * @param columns the columns
 * @param primaryKey the names of the primary key's columns
 * @param charset the character set of columns that are added without one
 */
record TableDefinition(TableId id, List<ColumnSpec> columns, List<String> primaryKey, String charset) {

	TableSchema schema() {
		return new TableSchema(this.id, this.columns.stream().map((one) -> one.definition(true).column()).toList(),
				this.primaryKey);
	}

	TableDefinition withId(TableId id) {
		return new TableDefinition(id, this.columns, this.primaryKey, this.charset);
	}

	/**
	 * Check that rows of a table map event are rows of this very table.
	 * @throws ColumnsUnknownException if the table was another one when the rows were
	 * logged
	 */
	void requireFit(TableMap map) {
		if (this.columns.size() != map.columns().size()) {
			throw misfit("it had " + map.columns().size() + " columns and has " + this.columns.size());
		}
		for (int index = 0; index < this.columns.size(); index++) {
			WireColumn logged = map.columns().get(index);
			if (!logged.fits(this.columns.get(index).wire(logged.nullable()))) {
				throw misfit("the type of column '" + this.columns.get(index).name() + "' (" + (index + 1)
						+ ") is not the same");
			}
		}
	}

	/**
	 * That rows were logged when the table was another one.
	 * @param difference in what
	 */
	ColumnsUnknownException misfit(String difference) {
		return new ColumnsUnknownException(this.id, "it was another one when they were logged, " + difference);
	}

}
