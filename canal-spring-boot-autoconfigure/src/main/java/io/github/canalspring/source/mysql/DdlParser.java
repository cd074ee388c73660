package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.function.Consumer;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import io.github.canalspring.source.mysql.SqlTokens.Token;
import org.jspecify.annotations.Nullable;

/**
 * Reads statements that change definitions. Of one that is not understood in whole only
 * the table is taken, which is then no longer known; and where not even that is sure,
 * nothing is known afterwards.
 */
final class DdlParser {

	private final SqlCursor in;

	private final String database;

	private final SqlDialect dialect;

	private final @Nullable String serverCharset;

	private final boolean withRows;

	private final boolean view;

	private final Ddl ddl = new Ddl();

	private DdlParser(List<Token> tokens, String database, SqlDialect dialect, @Nullable String serverCharset) {
		this.in = new SqlCursor(tokens, dialect.lowersNames());
		this.database = database;
		this.dialect = dialect;
		this.serverCharset = serverCharset;
		this.withRows = tokens.stream().anyMatch((token) -> token.is("SELECT"));
		this.view = tokens.stream().anyMatch((token) -> token.is("VIEW"));
	}

	/**
	 * Read a statement.
	 * @param sql the statement
	 * @param database the session's database
	 * @param dialect how the session's SQL is read
	 * @param serverCharset the character set of new databases; {@code null} if that is
	 * not known
	 * @return what it does
	 */
	static Ddl parse(String sql, String database, SqlDialect dialect, @Nullable String serverCharset) {
		List<Token> tokens = SqlTokens.of(sql, dialect);
		if (tokens == null) {
			return Ddl.unclear();
		}
		try {
			DdlParser parser = new DdlParser(tokens, database, dialect, serverCharset);
			parser.read();
			return parser.ddl;
		}
		catch (NotUnderstoodException ex) {
			return Ddl.unclear();
		}
	}

	private void read() {
		if (this.in.accept("SET", "STATEMENT")) {
			while (!this.in.accept("FOR")) {
				if (this.in.isEnd() || this.in.is("SQL_MODE")) {
					throw new NotUnderstoodException();
				}
				this.in.skip();
			}
		}
		if (this.in.accept("CREATE")) {
			boolean replace = this.in.accept("OR", "REPLACE");
			if (this.in.accept("TABLE")) {
				createTable(replace);
			}
			else if (this.in.acceptAny("DATABASE", "SCHEMA")) {
				createDatabase(replace);
			}
			else if (this.in.accept("SEQUENCE")) {
				this.in.accept("IF", "NOT", "EXISTS");
				forget(this.in.table(this.database));
			}
			else if (this.view) {
				this.ddl.step(TableHistory.Draft::forgetDropped);
			}
		}
		else if (this.in.accept("ALTER")) {
			alter();
		}
		else if (this.in.accept("DROP")) {
			drop();
		}
		else if (this.in.accept("RENAME")) {
			if (this.in.acceptAny("TABLE", "TABLES")) {
				this.in.accept("IF", "EXISTS");
				rename();
			}
		}
		else if (this.in.accept("TRUNCATE")) {
			this.in.accept("TABLE");
			this.ddl.replace(this.in.table(this.database));
		}
		else if (this.in.is("IMPORT")) {
			throw new NotUnderstoodException();
		}
	}

	private void forget(TableId table) {
		this.ddl.change(table, (draft) -> draft.forget(table));
	}

	private void createTable(boolean replace) {
		boolean ifNotExists = this.in.accept("IF", "NOT", "EXISTS");
		TableId table = this.in.table(this.database);
		if (replace) {
			this.ddl.replace(table);
		}
		if (this.withRows) {
			forget(table);
			return;
		}
		boolean parenthesis = this.in.is("(", "LIKE");
		if (parenthesis) {
			this.in.skip();
		}
		if (this.in.accept("LIKE")) {
			TableId like = this.in.table(this.database);
			create(table, ifNotExists, (draft) -> draft.copy(like, table));
			return;
		}
		TableClauses clauses = new TableClauses(this.in, this.dialect);
		try {
			clauses.readNew();
			create(table, ifNotExists, (draft) -> draft.create(table, clauses));
		}
		catch (NotUnderstoodException ex) {
			create(table, ifNotExists, (draft) -> draft.forget(table));
		}
	}

	private void create(TableId table, boolean ifNotExists, Consumer<TableHistory.Draft> step) {
		if (!ifNotExists) {
			this.ddl.change(table, step);
			return;
		}
		this.ddl.step((draft) -> {
			if (draft.isAbsent(table)) {
				step.accept(draft);
			}
		});
	}

	private void createDatabase(boolean replace) {
		if (this.in.accept("IF", "NOT", "EXISTS")) {
			return;
		}
		String name = this.in.storedName();
		if (replace) {
			this.ddl.dropDatabase(name);
		}
		charset(name, this.serverCharset);
	}

	/**
	 * The character set that a database's options name.
	 * @param usual what it is without
	 */
	private void charset(String name, @Nullable String usual) {
		TableClauses options = new TableClauses(this.in, this.dialect);
		try {
			while (!this.in.isEnd()) {
				options.readOption();
			}
			String charset = options.charset();
			this.ddl.charset(name, (charset != null) ? charset : usual);
		}
		catch (NotUnderstoodException ex) {
			this.ddl.charset(name, null);
		}
	}

	private void alter() {
		if (this.in.acceptAny("DATABASE", "SCHEMA")) {
			alterDatabase();
			return;
		}
		while (this.in.acceptAny("ONLINE", "OFFLINE", "IGNORE")) {
			// Ways to do the same.
		}
		if (!this.in.accept("TABLE")) {
			return;
		}
		this.in.accept("IF", "EXISTS");
		new AlterParser(this.in, this.database, this.dialect, this.ddl).read();
	}

	private void alterDatabase() {
		boolean named = !this.in.is("CHARACTER", "SET") && !this.in.is("CHARSET") && !this.in.is("COLLATE")
				&& !this.in.is("DEFAULT");
		charset(named ? this.in.storedName() : this.database, null);
	}

	private void drop() {
		if (this.in.acceptAny("DATABASE", "SCHEMA")) {
			this.in.accept("IF", "EXISTS");
			this.ddl.dropDatabase(this.in.storedName());
		}
		else if (this.in.acceptAny("TABLE", "TABLES", "SEQUENCE")) {
			this.in.accept("IF", "EXISTS");
			do {
				TableId table = this.in.table(this.database);
				this.ddl.replace(table);
				this.ddl.change(table, (draft) -> draft.remove(table));
			}
			while (this.in.accept(","));
		}
		else if (this.in.accept("INDEX")) {
			this.in.accept("IF", "EXISTS");
			boolean primary = this.in.name().equalsIgnoreCase("PRIMARY");
			this.in.require("ON");
			TableId table = this.in.table(this.database);
			if (primary) {
				forget(table);
			}
		}
	}

	private void rename() {
		do {
			TableId from = this.in.table(this.database);
			if (this.in.accept("WAIT")) {
				this.in.number();
			}
			this.in.accept("NOWAIT");
			this.in.require("TO");
			move(this.ddl, from, this.in.table(this.database));
		}
		while (this.in.accept(","));
	}

	static void move(Ddl ddl, TableId from, TableId to) {
		ddl.replace(to);
		ddl.replace(from);
		ddl.change(from, (draft) -> draft.move(from, to));
		ddl.change(to, (draft) -> {
			// Done with the other one.
		});
	}

}
