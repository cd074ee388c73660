package io.github.canalspring.source;

/**
 * The full name of a table.
 *
 * @param database the database (schema), as the server spells it
 * @param table the table, as the server spells it
 */
public record TableId(String database, String table) {

	@Override
	public String toString() {
		return this.database + "." + this.table;
	}

}
