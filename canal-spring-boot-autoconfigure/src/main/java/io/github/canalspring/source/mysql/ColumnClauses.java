package io.github.canalspring.source.mysql;

import java.util.Locale;

import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the definition of one column. What is not known for sure is not understood.
 */
final class ColumnClauses {

	private final SqlCursor in;

	private final SqlDialect dialect;

	private final TypeClause type;

	private boolean unsigned;

	private @Nullable Boolean nullable;

	private @Nullable String charset;

	private boolean compressed;

	private boolean key;

	private boolean afterUnique;

	private ColumnClauses(SqlCursor in, SqlDialect dialect) {
		this.in = in;
		this.dialect = dialect;
		this.type = new TypeClause(in, dialect);
		this.unsigned = this.type.unsigned();
		this.nullable = this.type.nullable();
		this.charset = this.type.charset();
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
		while (!in.isElementEnd() && !in.is("FIRST") && !in.is("AFTER")) {
			clause.readAttribute();
		}
		TypeClause type = clause.type;
		return new ColumnClause(name, type.type(), type.length(), type.scale(), clause.unsigned, clause.nullable,
				clause.charset, type.labels(), clause.compressed, clause.key);
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
