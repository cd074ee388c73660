package io.github.canalspring.source;

/**
 * A statement that changed what a table is.
 *
 * @param table the table, by its name afterwards; of several that are wanted, the first
 * @param database the database of the session; empty if it had none
 * @param sql the statement
 */
public record Definition(TableId table, String database, String sql) {

}
