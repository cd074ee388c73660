package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * What a statement says about a table: the elements in the parentheses of
 * {@code CREATE TABLE}, and the table's options.
 */
final class TableClauses {

	private static final Set<String> OPTIONS = Set.of("ENGINE", "TYPE", "COMMENT", "AUTO_INCREMENT", "ROW_FORMAT",
			"ALGORITHM", "LOCK", "AVG_ROW_LENGTH", "CHECKSUM", "TABLE_CHECKSUM", "PAGE_CHECKSUM", "COMPRESSION",
			"CONNECTION", "DELAY_KEY_WRITE", "ENCRYPTION", "INSERT_METHOD", "KEY_BLOCK_SIZE", "MAX_ROWS", "MIN_ROWS",
			"PACK_KEYS", "PASSWORD", "STATS_AUTO_RECALC", "STATS_PERSISTENT", "STATS_SAMPLE_PAGES", "TABLESPACE",
			"STORAGE", "TRANSACTIONAL", "SEQUENCE", "AUTOEXTEND_SIZE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE",
			"SECONDARY_ENGINE", "WAIT");

	private final SqlCursor in;

	private final SqlDialect dialect;

	private final List<ColumnClause> columns = new ArrayList<>();

	private List<String> key = List.of();

	private @Nullable String charset;

	TableClauses(SqlCursor in, SqlDialect dialect) {
		this.in = in;
		this.dialect = dialect;
	}

	List<ColumnClause> columns() {
		return this.columns;
	}

	List<String> key() {
		return this.key;
	}

	@Nullable String charset() {
		return this.charset;
	}

	/** The elements and options of a new table. */
	void readNew() {
		readElements();
		while (!this.in.isEnd()) {
			if (this.in.accept("PARTITION", "BY")) {
				this.in.skipToEnd();
			}
			else if (!this.in.accept(",") && !this.in.accept("START", "TRANSACTION")) {
				readOption();
			}
		}
	}

	/** A list of columns and keys in parentheses. */
	void readElements() {
		this.in.require("(");
		do {
			if (!acceptKey()) {
				readColumn(this.in.name());
				if (!this.in.isElementEnd()) {
					throw new NotUnderstoodException();
				}
			}
		}
		while (this.in.accept(","));
		this.in.require(")");
	}

	void readColumn(String name) {
		ColumnClause clause = ColumnClauses.read(name, this.in, this.dialect);
		this.columns.add(clause);
		if (clause.key()) {
			this.key = List.of(name);
		}
	}

	/**
	 * Read a key or another constraint, if one is next.
	 */
	boolean acceptKey() {
		if (this.in.accept("CONSTRAINT") && !this.in.is("PRIMARY") && !this.in.is("UNIQUE") && !this.in.is("FOREIGN")
				&& !this.in.is("CHECK")) {
			this.in.name();
		}
		if (this.in.accept("PRIMARY", "KEY")) {
			while (!this.in.is("(")) {
				// Its name, and USING what.
				this.in.name();
			}
			this.key = this.in.names();
			this.in.skipElement();
			return true;
		}
		boolean vector = this.in.is("VECTOR", "INDEX") || this.in.is("VECTOR", "KEY");
		if (vector || this.in.acceptAny("INDEX", "KEY", "UNIQUE", "FULLTEXT", "SPATIAL", "FOREIGN", "CHECK")) {
			this.in.skipElement();
			return true;
		}
		if (this.in.is("PERIOD", "FOR")) {
			throw new NotUnderstoodException();
		}
		return false;
	}

	/** An option of the table. Most change nothing in the binlog. */
	void readOption() {
		this.in.accept("DEFAULT");
		if (this.in.accept("CHARACTER", "SET") || this.in.accept("CHARSET")) {
			this.in.accept("=");
			this.charset = ColumnClauses.charset(this.in);
		}
		else if (this.in.accept("COLLATE")) {
			this.in.accept("=");
			String named = ColumnClauses.charset(this.in.nameOrString());
			this.charset = named.startsWith("uca1400") ? this.charset : named;
		}
		else if (this.in.accept("UNION")) {
			this.in.accept("=");
			this.in.skipParentheses();
		}
		else {
			String word = this.in.word();
			if (!this.in.accept("=") && !OPTIONS.contains(word)) {
				throw new NotUnderstoodException();
			}
			this.in.nameOrString();
		}
	}

	/**
	 * The new table.
	 * @param id its name
	 * @param usual the character set of the database; {@code null} if that is not known
	 */
	TableDefinition define(TableId id, @Nullable String usual) {
		String set = (this.charset != null) ? this.charset : (usual != null) ? usual : "";
		List<ColumnSpec> defined = this.columns.stream().map((one) -> one.in(set)).toList();
		List<String> primary = spelt(defined, this.key);
		return new TableDefinition(id, notNull(defined, primary), primary, set);
	}

	/** The names of a key as the columns spell them. */
	static List<String> spelt(List<ColumnSpec> columns, List<String> key) {
		return key.stream()
			.map((name) -> columns.stream()
				.map(ColumnSpec::name)
				.filter(name::equalsIgnoreCase)
				.findFirst()
				.orElseThrow(NotUnderstoodException::new))
			.toList();
	}

	/** The columns of a primary key cannot be {@code NULL}. */
	static List<ColumnSpec> notNull(List<ColumnSpec> columns, List<String> key) {
		return columns.stream().map((one) -> key.contains(one.name()) ? one.withNullable(false) : one).toList();
	}

}
