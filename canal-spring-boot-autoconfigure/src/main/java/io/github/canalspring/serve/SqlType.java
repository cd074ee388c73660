package io.github.canalspring.serve;

import java.sql.Types;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.ColumnType;

/**
 * The numbers of types, among {@link Types}, that Canal gives columns.
 */
final class SqlType {

	private static final int MEDIUMINT_MAX = 0x7F_FFFF;

	private SqlType() {
	}

	static int of(Column column) {
		return switch (column.type()) {
			case TINYINT -> Types.TINYINT;
			case SMALLINT -> Types.SMALLINT;
			case MEDIUMINT, INT, ENUM -> Types.INTEGER;
			case BIGINT -> Types.BIGINT;
			case DECIMAL -> Types.DECIMAL;
			case FLOAT -> Types.REAL;
			case DOUBLE -> Types.DOUBLE;
			case BIT, SET -> Types.BIT;
			case DATE -> Types.DATE;
			case TIME -> Types.TIME;
			case DATETIME, TIMESTAMP -> Types.TIMESTAMP;
			case TEXT -> ColumnSyntax.format(column).equals("text") ? Types.CLOB : Types.VARCHAR;
			case BINARY -> Types.BLOB;
			case YEAR, JSON, VECTOR -> Types.VARCHAR;
			case GEOMETRY -> Types.BINARY;
		};
	}

	/**
	 * The type of a value that is {@code NULL}.
	 */
	static int ofNull(Column column) {
		return (column.type() == ColumnType.JSON) ? Types.OTHER : of(column);
	}

	/**
	 * The type of a value: Canal widens that of an unsigned number that the signed type
	 * has no room for.
	 * @param usual the column's type
	 */
	static int of(Column column, int usual, Object value) {
		if (!column.unsigned() || !(value instanceof Number number)) {
			return usual;
		}
		long amount = number.longValue();
		return switch (column.type()) {
			case TINYINT -> (amount > Byte.MAX_VALUE) ? Types.SMALLINT : usual;
			case SMALLINT -> (amount > Short.MAX_VALUE) ? Types.INTEGER : usual;
			case MEDIUMINT -> (amount > MEDIUMINT_MAX) ? Types.INTEGER : usual;
			case INT -> (amount > Integer.MAX_VALUE) ? Types.BIGINT : usual;
			case BIGINT -> (amount < 0) ? Types.DECIMAL : usual;
			default -> usual;
		};
	}

}
