package io.github.canalspring.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Columns of which a source knows the type as MySQL writes it in a definition, such as
 * {@code int(10) unsigned}, {@code decimal(10,2)} or {@code enum('S','M')}.
 */
public final class ColumnSyntax {

	/** Of this many characters a {@code VARCHAR} can be, whatever their encoding. */
	private static final int LONGEST_VARCHAR = 16383;

	private ColumnSyntax() {
	}

	/**
	 * Read a column's type.
	 * @param name the column's name
	 * @param type the type as in {@code SHOW COLUMNS}, in any case
	 * @return the column, said to be nullable
	 * @throws IllegalArgumentException if there is no such type
	 */
	public static Column parse(String name, String type) {
		String text = type.strip();
		int open = text.indexOf('(');
		int close = text.lastIndexOf(')');
		String keyword = ((open < 0) ? text.split("\\s", 2)[0] : text.substring(0, open)).strip()
			.toLowerCase(Locale.ROOT);
		String arguments = (open < 0 || close < open) ? "" : text.substring(open + 1, close);
		ColumnType columnType = type(keyword);
		if (columnType == null) {
			throw new IllegalArgumentException("Column '" + name + "' is of an unknown type: '" + type + "'");
		}
		boolean unsigned = text.toLowerCase(Locale.ROOT).substring(close + 1).contains("unsigned")
				|| text.toLowerCase(Locale.ROOT).contains("zerofill");
		List<String> labels = List.of();
		int precision = keyword.equals("bit") ? 1 : keyword.equals("decimal") ? 10 : 0;
		int scale = 0;
		if (columnType == ColumnType.ENUM || columnType == ColumnType.SET) {
			labels = labels(arguments);
		}
		else if (!arguments.isEmpty()) {
			String[] numbers = arguments.split(",");
			precision = Integer.parseInt(numbers[0].strip());
			scale = (numbers.length > 1) ? Integer.parseInt(numbers[1].strip()) : 0;
		}
		return new Column(name, columnType, unsigned, precision, scale, true, labels);
	}

	/**
	 * Write a column's type so that {@link #parse} reads the same column.
	 * @param column the column
	 * @return the type as in {@code SHOW COLUMNS}, as far as the column tells
	 */
	public static String format(Column column) {
		String type = switch (column.type()) {
			case DECIMAL -> "decimal(" + column.precision() + "," + column.scale() + ")";
			case BIT -> "bit(" + column.precision() + ")";
			case TIME, DATETIME, TIMESTAMP -> sized(name(column), column.precision(), 6);
			case TEXT -> (column.precision() > 0 && column.precision() <= LONGEST_VARCHAR)
					? "varchar(" + column.precision() + ")" : "text";
			case BINARY -> (column.precision() > 0 && column.precision() <= LONGEST_VARCHAR)
					? "varbinary(" + column.precision() + ")" : "blob";
			case VECTOR -> sized("vector", column.precision(), LONGEST_VARCHAR);
			case ENUM,
					SET ->
				name(column) + column.labels()
					.stream()
					.map((label) -> "'" + label.replace("'", "''") + "'")
					.collect(Collectors.joining(",", "(", ")"));
			default -> name(column);
		};
		return column.unsigned() ? type + " unsigned" : type;
	}

	private static String name(Column column) {
		return column.type().name().toLowerCase(Locale.ROOT);
	}

	private static String sized(String name, int size, int largest) {
		return (size > 0 && size <= largest) ? name + "(" + size + ")" : name;
	}

	private static @Nullable ColumnType type(String keyword) {
		return switch (keyword) {
			case "tinyint", "bool", "boolean" -> ColumnType.TINYINT;
			case "smallint" -> ColumnType.SMALLINT;
			case "mediumint" -> ColumnType.MEDIUMINT;
			case "int", "integer" -> ColumnType.INT;
			case "bigint", "serial" -> ColumnType.BIGINT;
			case "year" -> ColumnType.YEAR;
			case "decimal", "numeric", "dec", "fixed" -> ColumnType.DECIMAL;
			case "float" -> ColumnType.FLOAT;
			case "double", "real" -> ColumnType.DOUBLE;
			case "bit" -> ColumnType.BIT;
			case "date" -> ColumnType.DATE;
			case "time" -> ColumnType.TIME;
			case "datetime" -> ColumnType.DATETIME;
			case "timestamp" -> ColumnType.TIMESTAMP;
			case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "nchar", "nvarchar", "uuid", "inet4",
					"inet6" ->
				ColumnType.TEXT;
			case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> ColumnType.BINARY;
			case "enum" -> ColumnType.ENUM;
			case "set" -> ColumnType.SET;
			case "json" -> ColumnType.JSON;
			case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
					"geometrycollection", "geomcollection" ->
				ColumnType.GEOMETRY;
			case "vector" -> ColumnType.VECTOR;
			default -> null;
		};
	}

	/** Quotes within a label are doubled. */
	private static List<String> labels(String arguments) {
		List<String> labels = new ArrayList<>();
		int at = arguments.indexOf('\'');
		while (at >= 0) {
			StringBuilder label = new StringBuilder();
			int end = at + 1;
			while (end < arguments.length()) {
				char character = arguments.charAt(end);
				if (character == '\'') {
					if (end + 1 >= arguments.length() || arguments.charAt(end + 1) != '\'') {
						break;
					}
					end++;
				}
				label.append(character);
				end++;
			}
			labels.add(label.toString());
			at = arguments.indexOf('\'', end + 1);
		}
		return labels;
	}

}
