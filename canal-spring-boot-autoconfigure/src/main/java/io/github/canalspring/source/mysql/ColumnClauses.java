package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the definition of one column. What is not known for sure is not understood.
 */
final class ColumnClauses {

	private final SqlCursor in;

	private final SqlDialect dialect;

	private String type = "";

	private int length = -1;

	private int scale;

	private boolean unsigned;

	private @Nullable Boolean nullable = true;

	private @Nullable String charset;

	private List<String> labels = List.of();

	private boolean compressed;

	private boolean key;

	private boolean digitsAfterPoint;

	private boolean afterUnique;

	private ColumnClauses(SqlCursor in, SqlDialect dialect) {
		this.in = in;
		this.dialect = dialect;
	}

	/**
	 * Read a column's definition.
	 * @param name the column's name, which was read
	 * @param in stands behind it
	 * @param dialect how the session's SQL is read
	 */
	static ColumnClause read(String name, SqlCursor in, SqlDialect dialect) {
		if (!dialect.hasUsualTypes()) {
			throw new NotUnderstoodException();
		}
		ColumnClauses clause = new ColumnClauses(in, dialect);
		clause.readType(in.word());
		while (!in.isElementEnd() && !in.is("FIRST") && !in.is("AFTER")) {
			clause.readAttribute();
		}
		return new ColumnClause(name, clause.type, clause.length, clause.scale, clause.unsigned, clause.nullable,
				clause.charset, clause.labels, clause.compressed, clause.key);
	}

	private void readType(String word) {
		switch (word) {
			case "TINYINT", "INT1" -> integer("tinyint");
			case "SMALLINT", "INT2" -> integer("smallint");
			case "MEDIUMINT", "MIDDLEINT", "INT3" -> integer("mediumint");
			case "INT", "INTEGER", "INT4" -> integer("int");
			case "BIGINT", "INT8" -> integer("bigint");
			case "BOOL", "BOOLEAN" -> this.type = "tinyint";
			case "SERIAL" -> {
				this.type = "bigint";
				this.unsigned = true;
				this.nullable = false;
			}
			case "DECIMAL", "DEC", "NUMERIC", "FIXED" -> {
				this.type = "decimal";
				this.length = 10;
				readDigits();
			}
			case "FLOAT", "FLOAT4" -> floating();
			case "DOUBLE", "FLOAT8", "REAL" -> {
				this.type = (word.equals("REAL") && this.dialect.realIsFloat()) ? "float" : "double";
				this.in.accept("PRECISION");
				readDigits();
				this.length = -1;
				this.scale = 0;
			}
			case "BIT" -> sized("bit", 1);
			case "DATE" -> this.type = "date";
			case "TIME" -> sized("time", 0);
			case "DATETIME" -> sized("datetime", 0);
			case "TIMESTAMP" -> {
				sized("timestamp", 0);
				// By a setting of the server's, where nothing is said.
				this.nullable = null;
			}
			case "YEAR" -> integer("year");
			case "CHAR", "CHARACTER" -> {
				boolean varying = this.in.accept("VARYING");
				sized(varying ? "varchar" : "char", varying ? -1 : 1);
			}
			case "VARCHAR" -> sized("varchar", -1);
			case "BINARY" -> sized("binary", 1);
			case "VARBINARY" -> sized("varbinary", -1);
			case "ENUM", "SET" -> {
				this.type = word.toLowerCase(Locale.ROOT);
				this.labels = labels();
			}
			case "TEXT", "BLOB" -> sized(word.toLowerCase(Locale.ROOT), -2);
			case "TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "GEOMETRY", "POINT",
					"LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON" ->
				this.type = word.toLowerCase(Locale.ROOT);
			case "GEOMETRYCOLLECTION", "GEOMCOLLECTION" -> this.type = "geometrycollection";
			case "JSON" -> json();
			case "UUID", "INET4", "INET6" -> {
				requireMariadb();
				this.type = word.toLowerCase(Locale.ROOT);
			}
			case "VECTOR" -> {
				sized("vector", 2048);
				if (this.dialect.server().mariadb()) {
					this.type = "varbinary";
					this.length *= Float.BYTES;
				}
				else {
					this.length = -1;
				}
			}
			default -> throw new NotUnderstoodException();
		}
	}

	private void integer(String named) {
		this.type = named;
		if (this.in.is("(")) {
			this.in.skipParentheses();
		}
	}

	private void floating() {
		this.type = "float";
		boolean precision = this.in.is("(");
		readDigits();
		// FLOAT(p) is a double from 25 bits on; FLOAT(m, d) is none.
		if (precision && !this.digitsAfterPoint && this.length > 24) {
			this.type = "double";
		}
		this.length = -1;
		this.scale = 0;
	}

	private void readDigits() {
		if (this.in.accept("(")) {
			this.length = this.in.number();
			this.digitsAfterPoint = this.in.accept(",");
			this.scale = this.digitsAfterPoint ? this.in.number() : 0;
			this.in.require(")");
		}
	}

	/**
	 * A type with a length.
	 * @param usual the length if none is given; -1 where there must be one, -2 where
	 * there need not
	 */
	private void sized(String named, int usual) {
		this.type = named;
		this.length = usual;
		if (this.in.accept("(")) {
			this.length = this.in.number();
			this.in.require(")");
		}
		else if (usual == -1) {
			throw new NotUnderstoodException();
		}
	}

	private List<String> labels() {
		List<String> read = new ArrayList<>();
		this.in.require("(");
		do {
			// The server removes spaces at the end.
			read.add(this.in.string().replaceAll(" +$", ""));
		}
		while (this.in.accept(","));
		this.in.require(")");
		return List.copyOf(read);
	}

	private void json() {
		this.type = "json";
		if (this.dialect.server().mariadb()) {
			this.type = "longtext";
			this.charset = "utf8mb4";
		}
	}

	private void requireMariadb() {
		if (!this.dialect.server().mariadb()) {
			throw new NotUnderstoodException();
		}
	}

	private void readAttribute() {
		String word = this.in.word();
		switch (word) {
			case "UNSIGNED", "ZEROFILL" -> this.unsigned = true;
			case "SIGNED", "VISIBLE", "INVISIBLE", "UNIQUE", "VIRTUAL", "STORED", "PERSISTENT", "BINARY" -> {
				// Changes nothing in the binlog.
			}
			case "KEY" -> {
				// Behind UNIQUE it is a word too many, else the primary key's short form.
				this.key |= !this.afterUnique;
			}
			case "NOT" -> {
				this.in.require("NULL");
				this.nullable = false;
			}
			case "NULL" -> this.nullable = true;
			case "AUTO_INCREMENT" -> this.nullable = false;
			case "PRIMARY" -> {
				this.in.accept("KEY");
				this.key = true;
			}
			case "CHARACTER", "CHAR" -> {
				this.in.require("SET");
				this.charset = charset(this.in);
			}
			case "CHARSET" -> this.charset = charset(this.in);
			case "ASCII" -> this.charset = "latin1";
			case "UNICODE" -> this.charset = "ucs2";
			case "BYTE" -> this.charset = "binary";
			case "COLLATE" -> collation();
			case "COMMENT" -> this.in.string();
			case "DEFAULT" -> skipDefault();
			case "ON" -> {
				this.in.require("UPDATE");
				skipDefault();
			}
			case "GENERATED" -> this.in.require("ALWAYS");
			case "AS", "CHECK" -> this.in.skipParentheses();
			case "CONSTRAINT" -> {
				if (!this.in.is("CHECK")) {
					this.in.name();
				}
			}
			case "COLUMN_FORMAT", "STORAGE", "SRID", "REF_SYSTEM_ID" -> {
				this.in.accept("=");
				this.in.skip();
			}
			case "COMPRESSED" -> {
				requireMariadb();
				this.compressed = true;
				if (this.in.accept("=")) {
					this.in.word();
				}
			}
			default -> throw new NotUnderstoodException();
		}
		this.afterUnique = word.equals("UNIQUE");
		if (this.key) {
			this.nullable = false;
		}
	}

	private void collation() {
		String named = charset(this.in.nameOrString());
		// Its character set is the column's, whichever that is.
		if (!named.startsWith("uca1400")) {
			this.charset = named;
		}
	}

	/**
	 * The character set that is named next.
	 */
	static String charset(SqlCursor in) {
		String named = in.nameOrString().toLowerCase(Locale.ROOT);
		return named.equals("utf8") ? "utf8mb3" : named;
	}

	/**
	 * The character set of a collation.
	 */
	static String charset(String collation) {
		String named = collation.toLowerCase(Locale.ROOT);
		String set = Collations.charset(named);
		return named.startsWith("uca1400") ? named : set.equals("utf8") ? "utf8mb3" : set;
	}

	/** One literal, call, or expression in parentheses. */
	private void skipDefault() {
		if (this.in.is("(")) {
			this.in.skipParentheses();
			return;
		}
		boolean sign = this.in.acceptAny("-", "+");
		if (!sign && this.in.isString()) {
			while (this.in.isString()) {
				this.in.skip();
			}
			return;
		}
		this.in.word();
		while (this.in.accept(".")) {
			if (this.in.isWord()) {
				this.in.skip();
			}
		}
		if (this.in.isString()) {
			this.in.skip();
		}
		if (this.in.is("(")) {
			this.in.skipParentheses();
		}
	}

}
