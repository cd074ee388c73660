package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Takes an SQL text apart, as far as it takes to find names and calls. Comments are left
 * out, except for what a server executes of them.
 */
final class SqlTokens {

	private final String sql;

	private final @Nullable SqlDialect dialect;

	private final List<Token> tokens = new ArrayList<>();

	private int at;

	/** Within a comment that the server executes. */
	private boolean executed;

	private SqlTokens(String sql, @Nullable SqlDialect dialect) {
		this.sql = sql;
		this.dialect = dialect;
	}

	/**
	 * Take a text apart.
	 * @return the tokens; {@code null} if what they are depends on the session's settings
	 * or the server's version
	 */
	static @Nullable List<Token> of(String sql) {
		// Backslashes end a string or not, a comment with a version counts or not.
		if (sql.indexOf('\\') >= 0 || sql.contains("/*!") || sql.contains("/*M!")) {
			return null;
		}
		SqlTokens tokens = new SqlTokens(sql, null);
		return tokens.read() ? tokens.tokens : null;
	}

	/**
	 * Take a text apart as a server does.
	 * @param dialect the session's settings and the server's version
	 * @return the tokens; {@code null} if something does not end
	 */
	static @Nullable List<Token> of(String sql, SqlDialect dialect) {
		SqlTokens tokens = new SqlTokens(sql, dialect);
		return tokens.read() ? tokens.tokens : null;
	}

	private boolean read() {
		while (this.at < this.sql.length()) {
			char next = this.sql.charAt(this.at);
			boolean lineComment = next == '#' || isDashComment();
			if (lineComment && this.dialect == null) {
				return false;
			}
			int end;
			if (Character.isWhitespace(next)) {
				end = this.at + 1;
			}
			else if (lineComment) {
				int line = this.sql.indexOf('\n', this.at);
				end = (line < 0) ? this.sql.length() : line + 1;
			}
			else if (this.sql.startsWith("/*", this.at)) {
				end = comment();
			}
			else if (this.executed && this.sql.startsWith("*/", this.at)) {
				this.executed = false;
				end = this.at + 2;
			}
			else if (next == '\'' || next == '"' || next == '`') {
				end = quoted(next);
			}
			else {
				end = isWord(next) ? word() : this.at + 1;
				add(isWord(next) ? Kind.WORD : Kind.SYMBOL, this.sql.substring(this.at, end));
			}
			if (end < 0) {
				return false;
			}
			this.at = end;
		}
		return true;
	}

	private boolean isDashComment() {
		if (!this.sql.startsWith("--", this.at)) {
			return false;
		}
		return this.dialect == null || this.at + 2 == this.sql.length() || this.sql.charAt(this.at + 2) <= ' ';
	}

	/** Steps into a comment that the server executes. */
	private int comment() {
		boolean mariadbOnly = this.sql.startsWith("/*M!", this.at);
		if (this.dialect != null && (mariadbOnly || this.sql.startsWith("/*!", this.at))) {
			int digits = this.at + (mariadbOnly ? 4 : 3);
			int end = digits;
			while (end < this.sql.length() && end < digits + 6 && Character.isDigit(this.sql.charAt(end))) {
				end++;
			}
			int version = (end > digits) ? Integer.parseInt(this.sql.substring(digits, end)) : 0;
			if (this.dialect.executes(version, mariadbOnly)) {
				this.executed = true;
				return end;
			}
		}
		int close = this.sql.indexOf("*/", this.at + 2);
		return (close < 0) ? -1 : close + 2;
	}

	private int quoted(char quote) {
		boolean name = quote == '`' || quote == '"' && (this.dialect == null || this.dialect.ansiQuotes());
		boolean escapes = !name && this.dialect != null && this.dialect.backslashes();
		StringBuilder text = new StringBuilder();
		for (int index = this.at + 1; index < this.sql.length(); index++) {
			char next = this.sql.charAt(index);
			boolean twice = next == quote && index + 1 < this.sql.length() && this.sql.charAt(index + 1) == quote;
			if (next == quote && !twice) {
				add(name ? Kind.QUOTED : Kind.STRING, text.toString());
				return index + 1;
			}
			if (next == '\\' && escapes && index + 1 < this.sql.length()) {
				index++;
				text.append(unescaped(this.sql.charAt(index)));
			}
			else {
				index += twice ? 1 : 0;
				text.append(next);
			}
		}
		return -1;
	}

	private static char unescaped(char escaped) {
		return switch (escaped) {
			case '0' -> '\0';
			case 'b' -> '\b';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'Z' -> '\032';
			default -> escaped;
		};
	}

	private int word() {
		int end = this.at;
		while (end < this.sql.length() && isWord(this.sql.charAt(end))) {
			end++;
		}
		return end;
	}

	private static boolean isWord(char character) {
		return Character.isLetterOrDigit(character) || character == '_' || character == '$' || character == '@'
				|| character >= 0x80;
	}

	private void add(Kind kind, String text) {
		boolean apart = this.at > 0 && Character.isWhitespace(this.sql.charAt(this.at - 1));
		this.tokens.add(new Token(kind, text, apart));
	}

	enum Kind {

		WORD,

		/** A name in backquotes, or what double quotes make of it. */
		QUOTED,

		STRING, SYMBOL

	}

	/**
	 * A word, a name, a string, or a character.
	 *
	 * @param text what it says, without quotes
	 * @param apart whether there is space before it
	 */
	record Token(Kind kind, String text, boolean apart) {

		boolean is(String word) {
			return (this.kind == Kind.WORD || this.kind == Kind.SYMBOL) && this.text.equalsIgnoreCase(word);
		}

		boolean isName() {
			return this.kind == Kind.WORD || this.kind == Kind.QUOTED;
		}

		String upperCase() {
			return this.text.toUpperCase(Locale.ROOT);
		}

	}

}
