package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.mysql.Collations.CharacterSet;
import org.jspecify.annotations.Nullable;

/**
 * A column as its definition tells, in the words of {@code information_schema}.
 *
 * @param name the name
 * @param type the type's name in lower case, as in {@code DATA_TYPE}; MariaDB's
 * {@code vector} is {@code varbinary}, which is how it logs it
 * @param length the length of text and binary in bytes, the digits of a {@code decimal},
 * the bits of a {@code bit}, the fractional digits of a time; else 0
 * @param scale the digits after the point of a {@code decimal}, else 0
 * @param unsigned whether it is unsigned
 * @param nullable whether it may be {@code NULL}; {@code null} where only the binlog
 * tells
 * @param charset the character set of text, {@code ENUM} and {@code SET}, else
 * {@code binary}
 * @param labels the values of an {@code ENUM} or {@code SET} in order, else empty
 * @param compressed whether it is one of MariaDB's compressed columns
 */
record ColumnSpec(String name, String type, int length, int scale, boolean unsigned, @Nullable Boolean nullable,
		String charset, List<String> labels, boolean compressed) {

	ColumnSpec withName(String name) {
		return new ColumnSpec(name, this.type, this.length, this.scale, this.unsigned, this.nullable, this.charset,
				this.labels, this.compressed);
	}

	ColumnSpec withNullable(boolean nullable) {
		return new ColumnSpec(this.name, this.type, this.length, this.scale, this.unsigned, nullable, this.charset,
				this.labels, this.compressed);
	}

	/**
	 * The column.
	 * @param logged whether the binlog says that it may be {@code NULL}
	 */
	ColumnDefinition definition(boolean logged) {
		CharacterSet characters = Collations.named(this.charset);
		FixedText fixedText = FixedText.named(this.type);
		ColumnType columnType = columnType();
		int precision = switch (columnType) {
			case DECIMAL, BIT, TIME, DATETIME, TIMESTAMP -> this.length;
			case TEXT, BINARY -> (fixedText != null) ? fixedText.characters()
					: this.type.endsWith("text") ? this.length : this.length / characters.width();
			default -> 0;
		};
		Column column = new Column(this.name, columnType, this.unsigned && columnType != ColumnType.YEAR, precision,
				(columnType == ColumnType.DECIMAL) ? this.scale : 0, (this.nullable != null) ? this.nullable : logged,
				this.labels);
		return new ColumnDefinition(column, characters, fixedText);
	}

	/**
	 * How the binlog has the column.
	 * @param logged whether the binlog says that it may be {@code NULL}
	 */
	WireColumn wire(boolean logged) {
		boolean mayBeNull = (this.nullable != null) ? this.nullable : logged;
		FixedText fixedText = FixedText.named(this.type);
		WireColumn wire = (fixedText != null) ? new WireColumn(WireColumn.STRING, fixedText.bytes(), mayBeNull)
				: plainWire(mayBeNull);
		if (!this.compressed) {
			return wire;
		}
		// MariaDB puts a byte about the compression before the value.
		return (wire.type() == WireColumn.BLOB) ? new WireColumn(WireColumn.BLOB_COMPRESSED, wire.metadata(), mayBeNull)
				: new WireColumn(WireColumn.VARCHAR_COMPRESSED, wire.metadata() + 1, mayBeNull);
	}

	private ColumnType columnType() {
		return switch (this.type) {
			case "tinyint" -> ColumnType.TINYINT;
			case "smallint" -> ColumnType.SMALLINT;
			case "mediumint" -> ColumnType.MEDIUMINT;
			case "int" -> ColumnType.INT;
			case "bigint" -> ColumnType.BIGINT;
			case "year" -> ColumnType.YEAR;
			case "decimal" -> ColumnType.DECIMAL;
			case "float" -> ColumnType.FLOAT;
			case "double" -> ColumnType.DOUBLE;
			case "bit" -> ColumnType.BIT;
			case "date" -> ColumnType.DATE;
			case "time" -> ColumnType.TIME;
			case "datetime" -> ColumnType.DATETIME;
			case "timestamp" -> ColumnType.TIMESTAMP;
			case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> ColumnType.TEXT;
			case "enum" -> ColumnType.ENUM;
			case "set" -> ColumnType.SET;
			case "json" -> ColumnType.JSON;
			case "vector" -> ColumnType.VECTOR;
			case "uuid", "inet4", "inet6" -> ColumnType.TEXT;
			case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
					"geometrycollection", "geomcollection" ->
				ColumnType.GEOMETRY;
			default -> ColumnType.BINARY;
		};
	}

	private WireColumn plainWire(boolean mayBeNull) {
		int count = this.labels.size();
		return switch (this.type) {
			case "tinyint" -> new WireColumn(WireColumn.TINY, 0, mayBeNull);
			case "smallint" -> new WireColumn(WireColumn.SHORT, 0, mayBeNull);
			case "mediumint" -> new WireColumn(WireColumn.INT24, 0, mayBeNull);
			case "int" -> new WireColumn(WireColumn.LONG, 0, mayBeNull);
			case "bigint" -> new WireColumn(WireColumn.LONGLONG, 0, mayBeNull);
			case "year" -> new WireColumn(WireColumn.YEAR, 0, mayBeNull);
			case "decimal" -> new WireColumn(WireColumn.NEWDECIMAL, this.length << 8 | this.scale, mayBeNull);
			case "float" -> new WireColumn(WireColumn.FLOAT, 4, mayBeNull);
			case "double" -> new WireColumn(WireColumn.DOUBLE, 8, mayBeNull);
			case "bit" -> new WireColumn(WireColumn.BIT, this.length, mayBeNull);
			case "date" -> new WireColumn(WireColumn.DATE, 0, mayBeNull);
			case "time" -> new WireColumn(WireColumn.TIME2, this.length, mayBeNull);
			case "datetime" -> new WireColumn(WireColumn.DATETIME2, this.length, mayBeNull);
			case "timestamp" -> new WireColumn(WireColumn.TIMESTAMP2, this.length, mayBeNull);
			case "char", "binary" -> new WireColumn(WireColumn.STRING, this.length, mayBeNull);
			case "varchar", "varbinary" -> new WireColumn(WireColumn.VARCHAR, this.length, mayBeNull);
			case "tinytext", "tinyblob" -> new WireColumn(WireColumn.BLOB, 1, mayBeNull);
			case "text", "blob" -> new WireColumn(WireColumn.BLOB, 2, mayBeNull);
			case "mediumtext", "mediumblob" -> new WireColumn(WireColumn.BLOB, 3, mayBeNull);
			case "longtext", "longblob" -> new WireColumn(WireColumn.BLOB, 4, mayBeNull);
			case "enum" -> new WireColumn(WireColumn.ENUM, (count < 256) ? 1 : 2, mayBeNull);
			case "set" -> new WireColumn(WireColumn.SET, (count > 32) ? 8 : (count + 7) >> 3, mayBeNull);
			case "json" -> new WireColumn(WireColumn.JSON, 4, mayBeNull);
			case "vector" -> new WireColumn(WireColumn.VECTOR, 4, mayBeNull);
			default -> new WireColumn(WireColumn.GEOMETRY, 4, mayBeNull);
		};
	}

}
