package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.SqlTokens.Kind;
import io.github.canalspring.source.mysql.SqlTokens.Token;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one table that a statement changes. What may change others as well, such as
 * by calling a function of the user's own, has none.
 */
final class StatementTarget {

	private static final Set<String> MODIFIERS = Set.of("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK", "IGNORE");

	/** What stands before a parenthesis without being called. */
	private static final Set<String> KEYWORDS = Set.of("VALUES", "VALUE", "IN", "AND", "OR", "XOR", "NOT", "ON",
			"USING", "AS", "SELECT", "FROM", "WHERE", "SET", "EXISTS", "ALL", "ANY", "BETWEEN", "LIKE", "CASE", "WHEN",
			"THEN", "ELSE", "INDEX", "KEY", "UNION", "JOIN", "LIMIT", "BY", "HAVING", "DISTINCT", "UPDATE");

	/** Functions of the servers' own, which change nothing. */
	private static final Set<String> FUNCTIONS = Set.of("COUNT", "SUM", "MIN", "MAX", "AVG", "BIT_XOR", "BIT_AND",
			"BIT_OR", "CAST", "CONVERT", "CONV", "CRC32", "CONCAT", "CONCAT_WS", "COALESCE", "IFNULL", "ISNULL",
			"NULLIF", "IF", "LOWER", "UPPER", "LCASE", "UCASE", "HEX", "UNHEX", "LPAD", "RPAD", "LEFT", "RIGHT",
			"SUBSTRING", "SUBSTR", "TRIM", "LENGTH", "CHAR_LENGTH", "REPLACE", "REPEAT", "ROUND", "FLOOR", "CEIL",
			"CEILING", "ABS", "GREATEST", "LEAST", "MD5", "SHA", "SHA1", "SHA2", "NOW", "CURRENT_TIMESTAMP",
			"UTC_TIMESTAMP", "UNIX_TIMESTAMP", "FROM_UNIXTIME", "DATE_ADD", "DATE_SUB", "DATE_FORMAT", "GROUP_CONCAT",
			"CHAR", "DECIMAL", "BINARY");

	private final List<Token> tokens;

	private int at;

	private StatementTarget(List<Token> tokens) {
		this.tokens = tokens;
	}

	/**
	 * Find the table.
	 * @param sql the statement
	 * @param database the session's database
	 * @return the table, or {@code null} if it is not sure that there is only one
	 */
	static @Nullable Target of(String sql, String database) {
		List<Token> tokens = SqlTokens.of(sql);
		return (tokens != null) ? new StatementTarget(tokens).find(database) : null;
	}

	/**
	 * Whether a table is made together with its rows.
	 */
	static boolean createsWithRows(String sql) {
		List<Token> tokens = SqlTokens.of(sql);
		return (tokens != null) ? tokens.stream().anyMatch((token) -> token.is("SELECT"))
				: sql.toUpperCase(Locale.ROOT).contains("SELECT");
	}

	private @Nullable Target find(String database) {
		boolean delete = accept("DELETE");
		boolean update = !delete && accept("UPDATE");
		if (!delete && !update && !accept("INSERT") && !accept("REPLACE")) {
			return null;
		}
		while (this.at < this.tokens.size() && MODIFIERS.contains(this.tokens.get(this.at).upperCase())) {
			this.at++;
		}
		if (delete && !accept("FROM")) {
			return null;
		}
		if (!delete && !update) {
			accept("INTO");
		}
		TableId table = table(database);
		if (table == null || update && !is("SET") || delete && !isEndOfTable()) {
			return null;
		}
		return callsOnlyKnown() ? new Target(table, qualifiers()) : null;
	}

	private Set<String> qualifiers() {
		return IntStream.range(1, this.tokens.size())
			.filter((index) -> this.tokens.get(index).is("."))
			.mapToObj((index) -> this.tokens.get(index - 1).text())
			.collect(Collectors.toSet());
	}

	private @Nullable TableId table(String database) {
		String first = name();
		if (first == null) {
			return null;
		}
		if (!accept(".")) {
			return new TableId(database, first);
		}
		String second = name();
		return (second != null) ? new TableId(first, second) : null;
	}

	private @Nullable String name() {
		return (this.at < this.tokens.size() && this.tokens.get(this.at).isName()) ? this.tokens.get(this.at++).text()
				: null;
	}

	private boolean isEndOfTable() {
		return this.at == this.tokens.size() || is("WHERE") || is("ORDER") || is("LIMIT");
	}

	/** From behind the table, whose columns may be in parentheses. */
	private boolean callsOnlyKnown() {
		for (int index = this.at + 1; index < this.tokens.size(); index++) {
			if (this.tokens.get(index).is("(") && !isKnown(this.tokens, index)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isKnown(List<Token> tokens, int parenthesis) {
		Token before = tokens.get(parenthesis - 1);
		if (before.kind() == Kind.SYMBOL) {
			return true;
		}
		if (before.kind() != Kind.WORD || parenthesis > 1 && tokens.get(parenthesis - 2).is(".")) {
			return false;
		}
		// With a space between, it may be a function of the user's that has the name.
		return KEYWORDS.contains(before.upperCase())
				|| FUNCTIONS.contains(before.upperCase()) && !tokens.get(parenthesis).apart();
	}

	private boolean is(String word) {
		return this.at < this.tokens.size() && this.tokens.get(this.at).is(word);
	}

	private boolean accept(String word) {
		boolean found = is(word);
		if (found) {
			this.at++;
		}
		return found;
	}

	/**
	 * The table that a statement changes.
	 *
	 * @param table the table
	 * @param qualifiers what stands before a point in the statement: the databases that
	 * it names, among others
	 */
	record Target(TableId table, Set<String> qualifiers) {

		/**
		 * Whether the table alone explains which databases the server says that the
		 * statement locked. Those that it reads from are among them, too; one that it
		 * does not name is a view's, a trigger's or a function's.
		 */
		boolean explains(Set<String> databases) {
			return databases.contains(this.table.database()) && databases.stream()
				.allMatch((database) -> database.equals(this.table.database()) || this.qualifiers.contains(database));
		}

	}

}
