package io.github.canalspring.source;

import java.sql.Types;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of types, among {@link Types}, that Canal gives columns.
 */
public final class SqlType {

	private static final int MEDIUMINT_MAX = 0x7F_FFFF;

	private SqlType() {
	}

	/**
	 * The type of most values of a column.
	 * @param column the column
	 * @return the number
	 */
	public static int of(Column column) {
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
			case BINARY, GEOMETRY -> Types.BLOB;
			case YEAR, JSON, VECTOR -> Types.VARCHAR;
		};
	}

	/**
	 * Whether a column's values are not all of the type that most have.
	 * @param column the column
	 * @return whether {@link #of(Column, int, Object)} may tell another
	 */
	public static boolean varies(Column column) {
		return switch (column.type()) {
			case JSON, SET -> true;
			case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> column.unsigned();
			default -> false;
		};
	}

	/**
	 * The type of a value: Canal widens that of an unsigned number that the signed type
	 * has no room for.
	 * @param column the column
	 * @param usual the column's type
	 * @param value the value
	 * @return the number
	 */
	public static int of(Column column, int usual, @Nullable Object value) {
		if (value == null) {
			return switch (column.type()) {
				case JSON -> Types.OTHER;
				case SET -> Types.BLOB;
				default -> usual;
			};
		}
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
