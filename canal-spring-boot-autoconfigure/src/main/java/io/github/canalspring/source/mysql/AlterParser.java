package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.Set;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows {@code ALTER TABLE}.
 */
final class AlterParser {

	/** What maintains partitions and keeps their rows. */
	private static final Set<String> UPKEEP = Set.of("COALESCE", "REORGANIZE", "ANALYZE", "CHECK", "OPTIMIZE",
			"REBUILD", "REPAIR", "REMOVE", "PARTITION");

	private final SqlCursor in;

	private final String database;

	private final SqlDialect dialect;

	private final Ddl ddl;

	private final TableAlteration alteration = new TableAlteration();

	private @Nullable TableId renamed;

	/** Whether rows are gone, or others. */
	private boolean replaces;

	AlterParser(SqlCursor in, String database, SqlDialect dialect, Ddl ddl) {
		this.in = in;
		this.database = database;
		this.dialect = dialect;
		this.ddl = ddl;
	}

	void read() {
		TableId table = this.in.table(this.database);
		try {
			if (this.in.accept("WAIT")) {
				this.in.number();
			}
			this.in.accept("NOWAIT");
			do {
				if (!this.in.isEnd()) {
					readPart();
				}
			}
			while (this.in.accept(",") || !this.in.isEnd());
			if (!this.alteration.isEmpty()) {
				this.ddl.change(table, (draft) -> draft.alter(table, this.alteration));
			}
			if (this.replaces || this.alteration.changesRows()) {
				this.ddl.replace(table);
			}
		}
		catch (NotUnderstoodException ex) {
			// It may have got another name, too.
			this.ddl.replace(table);
			this.ddl.change(table, (draft) -> draft.forget(table));
		}
		TableId to = this.renamed;
		if (to != null) {
			DdlParser.move(this.ddl, table, to);
		}
	}

	private void readPart() {
		String word = this.in.peekWord();
		switch (word) {
			case "ADD" -> {
				this.in.skip();
				add();
			}
			case "DROP" -> {
				this.in.skip();
				drop();
			}
			case "CHANGE", "MODIFY" -> {
				this.in.skip();
				this.in.accept("COLUMN");
				boolean ifExists = this.in.accept("IF", "EXISTS");
				String name = this.in.name();
				String to = word.equals("CHANGE") ? this.in.name() : name;
				ColumnClause clause = ColumnClauses.read(to, this.in, this.dialect);
				this.alteration.change(name, clause, TableAlteration.place(this.in), ifExists);
			}
			case "RENAME" -> {
				this.in.skip();
				rename();
			}
			case "ALTER" -> this.in.skipElement();
			case "ORDER" -> this.in.skipToEnd();
			case "TRUNCATE", "DISCARD", "IMPORT" -> {
				this.replaces = true;
				this.in.skipToEnd();
			}
			case "EXCHANGE" -> exchange();
			case "CONVERT" -> convert();
			case "FORCE", "NOWAIT" -> this.in.skip();
			case "ENABLE", "DISABLE" -> {
				this.in.skip();
				this.in.require("KEYS");
			}
			case "WITH", "WITHOUT" -> {
				this.in.skip();
				this.in.require("VALIDATION");
			}
			default -> {
				if (UPKEEP.contains(word)) {
					this.in.skipToEnd();
				}
				else {
					option();
				}
			}
		}
	}

	private void option() {
		TableClauses option = new TableClauses(this.in, this.dialect);
		option.readOption();
		String charset = option.charset();
		if (charset != null) {
			this.alteration.charset(charset);
		}
	}

	private void add() {
		boolean column = this.in.accept("COLUMN");
		TableClauses clauses = new TableClauses(this.in, this.dialect);
		if (!column) {
			if (this.in.accept("PARTITION")) {
				this.in.skipToEnd();
				return;
			}
			if (clauses.acceptKey()) {
				if (!clauses.key().isEmpty()) {
					this.alteration.key(clauses.key());
				}
				return;
			}
		}
		boolean ifNotExists = this.in.accept("IF", "NOT", "EXISTS");
		if (this.in.is("(")) {
			clauses.readElements();
			clauses.columns().forEach((one) -> this.alteration.add(one, "", ifNotExists));
			if (!clauses.key().isEmpty()) {
				this.alteration.key(clauses.key());
			}
			return;
		}
		ColumnClause clause = ColumnClauses.read(this.in.name(), this.in, this.dialect);
		this.alteration.add(clause, TableAlteration.place(this.in), ifNotExists);
	}

	private void drop() {
		if (this.in.accept("PRIMARY", "KEY")) {
			this.alteration.key(List.of());
		}
		else if (this.in.acceptAny("INDEX", "KEY", "CONSTRAINT", "CHECK")) {
			this.in.accept("IF", "EXISTS");
			if (this.in.name().equalsIgnoreCase("PRIMARY")) {
				this.alteration.key(List.of());
			}
		}
		else if (this.in.accept("FOREIGN", "KEY")) {
			this.in.accept("IF", "EXISTS");
			this.in.name();
		}
		else if (this.in.accept("PARTITION")) {
			this.replaces = true;
			this.in.skipToEnd();
		}
		else {
			this.in.accept("COLUMN");
			boolean ifExists = this.in.accept("IF", "EXISTS");
			this.alteration.drop(this.in.name(), ifExists);
			this.in.acceptAny("RESTRICT", "CASCADE");
		}
	}

	private void rename() {
		if (this.in.accept("COLUMN")) {
			boolean ifExists = this.in.accept("IF", "EXISTS");
			String name = this.in.name();
			this.in.require("TO");
			this.alteration.rename(name, this.in.name(), ifExists);
		}
		else if (this.in.acceptAny("INDEX", "KEY")) {
			this.in.skipElement();
		}
		else {
			this.in.acceptAny("TO", "AS", "=");
			this.renamed = this.in.table(this.database);
		}
	}

	private void exchange() {
		this.replaces = true;
		this.in.skip();
		this.in.require("PARTITION");
		this.in.name();
		this.in.require("WITH");
		this.in.require("TABLE");
		this.ddl.replace(this.in.table(this.database));
		this.in.skipToEnd();
	}

	/** Partitions that become tables of their own, and back. */
	private void convert() {
		this.in.skip();
		this.replaces = true;
		if (this.in.accept("PARTITION")) {
			this.in.name();
			this.in.require("TO");
			this.in.require("TABLE");
		}
		else {
			this.in.require("TABLE");
		}
		TableId other = this.in.table(this.database);
		this.ddl.replace(other);
		this.ddl.change(other, (draft) -> draft.forget(other));
		this.in.skipToEnd();
	}

}
