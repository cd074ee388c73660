package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the type of a column, up to its attributes.
 */
final class TypeClause {

	private final SqlCursor in;

	private final SqlDialect dialect;

	private String type = "";

	private int length = -1;

	private int scale;

	private boolean unsigned;

	private @Nullable Boolean nullable = true;

	private @Nullable String charset;

	private List<String> labels = List.of();

	private boolean digitsAfterPoint;

	TypeClause(SqlCursor in, SqlDialect dialect) {
		this.in = in;
		this.dialect = dialect;
		read(in.word());
	}

	/** The type as the server would call it. */
	String type() {
		return this.type;
	}

	/** The length in characters, or digits; negative where none is given. */
	int length() {
		return this.length;
	}

	int scale() {
		return this.scale;
	}

	boolean unsigned() {
		return this.unsigned;
	}

	/** Whether it may be {@code NULL} if nothing else is said. */
	@Nullable Boolean nullable() {
		return this.nullable;
	}

	@Nullable String charset() {
		return this.charset;
	}

	List<String> labels() {
		return this.labels;
	}

	private void read(String word) {
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
				this.labels = readLabels();
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

	private List<String> readLabels() {
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

}
