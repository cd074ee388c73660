package io.github.canalspring.source.mysql;

/**
 * A column as the table map event describes it to every reader, with or without further
 * metadata.
 *
 * @param type the type's code, with {@code ENUM}, {@code SET} and long {@code CHAR} told
 * apart
 * @param metadata the type's parameter, as the type means it: a length, digits
 * @param nullable whether the column may be {@code NULL}
 */
record WireColumn(int type, int metadata, boolean nullable) {

	static final int TINY = 1;

	static final int SHORT = 2;

	static final int LONG = 3;

	static final int FLOAT = 4;

	static final int DOUBLE = 5;

	static final int TIMESTAMP = 7;

	static final int LONGLONG = 8;

	static final int INT24 = 9;

	static final int DATE = 10;

	static final int TIME = 11;

	static final int DATETIME = 12;

	static final int YEAR = 13;

	static final int VARCHAR = 15;

	static final int BIT = 16;

	static final int TIMESTAMP2 = 17;

	static final int DATETIME2 = 18;

	static final int TIME2 = 19;

	static final int BLOB_COMPRESSED = 140;

	static final int VARCHAR_COMPRESSED = 141;

	static final int VECTOR = 242;

	static final int JSON = 245;

	static final int NEWDECIMAL = 246;

	static final int ENUM = 247;

	static final int SET = 248;

	static final int BLOB = 252;

	static final int VAR_STRING = 253;

	static final int STRING = 254;

	static final int GEOMETRY = 255;

	static WireColumn read(int code, EventBytes in, boolean nullable) {
		return switch (code) {
			case FLOAT, DOUBLE, BLOB, JSON, GEOMETRY, VECTOR, TIME2, DATETIME2, TIMESTAMP2, BLOB_COMPRESSED ->
				new WireColumn(code, in.uint8(), nullable);
			case VARCHAR, VARCHAR_COMPRESSED -> new WireColumn(code, in.uint16(), nullable);
			case BIT -> new WireColumn(code, in.uint8() + in.uint8() * 8, nullable);
			case NEWDECIMAL -> new WireColumn(code, in.uint8() << 8 | in.uint8(), nullable);
			case STRING, VAR_STRING, ENUM, SET -> string(in.uint8(), in.uint8(), nullable);
			default -> new WireColumn(code, 0, nullable);
		};
	}

	/**
	 * {@code CHAR} may be longer than a byte can tell: two bits of its length hide,
	 * inverted, in the type.
	 */
	private static WireColumn string(int type, int length, boolean nullable) {
		if ((type & 0x30) != 0x30) {
			return new WireColumn(type | 0x30, length | ((type & 0x30) ^ 0x30) << 4, nullable);
		}
		return new WireColumn(type, length, nullable);
	}

	/**
	 * Whether a server logs if the column is unsigned.
	 */
	boolean hasSign(ServerVersion server) {
		return switch (this.type) {
			case TINY, SHORT, INT24, LONG, LONGLONG, NEWDECIMAL, FLOAT, DOUBLE -> true;
			case YEAR -> server.countsYears();
			default -> false;
		};
	}

	/**
	 * Whether a server logs the column's collation.
	 */
	boolean hasCollation(ServerVersion server) {
		return switch (this.type) {
			case STRING, VAR_STRING, VARCHAR, BLOB, BLOB_COMPRESSED, VARCHAR_COMPRESSED -> true;
			case GEOMETRY -> server.mariadb();
			default -> false;
		};
	}

	boolean isCompressed() {
		return this.type == BLOB_COMPRESSED || this.type == VARCHAR_COMPRESSED;
	}

	/**
	 * Whether it is a time as servers kept it before they had fractions of a second. Only
	 * MariaDB makes such columns still, and then there may be a fraction that the binlog
	 * does not tell of.
	 */
	boolean isOldTime() {
		return this.type == TIME || this.type == DATETIME || this.type == TIMESTAMP;
	}

	/**
	 * Whether rows of this column can be read as those of another.
	 */
	boolean fits(WireColumn described) {
		return equals(described) || isOldTime() && described.equals(new WireColumn(switch (this.type) {
			case TIME -> TIME2;
			case DATETIME -> DATETIME2;
			default -> TIMESTAMP2;
		}, 0, this.nullable));
	}

	/**
	 * How many bytes a value takes in a row; below zero: how many bytes its length takes,
	 * which stands before it.
	 */
	int size() {
		return switch (this.type) {
			case TINY, YEAR -> 1;
			case SHORT -> 2;
			case INT24, DATE, TIME -> 3;
			case LONG, FLOAT, TIMESTAMP -> 4;
			case LONGLONG, DOUBLE, DATETIME -> 8;
			case TIME2 -> 3 + (this.metadata + 1 >> 1);
			case TIMESTAMP2 -> 4 + (this.metadata + 1 >> 1);
			case DATETIME2 -> 5 + (this.metadata + 1 >> 1);
			case BIT -> this.metadata + 7 >> 3;
			case ENUM, SET -> this.metadata;
			case NEWDECIMAL -> NumberDecoders.decimalSize(precision(), scale());
			case BLOB, BLOB_COMPRESSED, JSON, GEOMETRY, VECTOR -> -this.metadata;
			default -> (this.metadata > 255) ? -2 : -1;
		};
	}

	boolean isEnumOrSet() {
		return this.type == ENUM || this.type == SET;
	}

	int precision() {
		return this.metadata >> 8;
	}

	int scale() {
		return this.metadata & 0xFF;
	}

}
