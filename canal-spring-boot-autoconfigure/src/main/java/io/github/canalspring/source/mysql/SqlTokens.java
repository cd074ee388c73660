package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Takes an SQL text apart, as far as it takes to find names and calls. Comments are left
 * out.
 */
final class SqlTokens {

	private final String sql;

	private final List<Token> tokens = new ArrayList<>();

	private int at;

	private SqlTokens(String sql) {
		this.sql = sql;
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
		SqlTokens tokens = new SqlTokens(sql);
		return tokens.read() ? tokens.tokens : null;
	}

	private boolean read() {
		while (this.at < this.sql.length()) {
			char next = this.sql.charAt(this.at);
			if (next == '#' || this.sql.startsWith("--", this.at)) {
				return false;
			}
			int end;
			if (Character.isWhitespace(next)) {
				end = this.at + 1;
			}
			else if (this.sql.startsWith("/*", this.at)) {
				int close = this.sql.indexOf("*/", this.at + 2);
				end = (close < 0) ? -1 : close + 2;
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

	private int quoted(char quote) {
		StringBuilder text = new StringBuilder();
		int from = this.at + 1;
		while (true) {
			int end = this.sql.indexOf(quote, from);
			if (end < 0) {
				return -1;
			}
			text.append(this.sql, from, end);
			if (end + 1 == this.sql.length() || this.sql.charAt(end + 1) != quote) {
				add((quote == '\'') ? Kind.STRING : Kind.QUOTED, text.toString());
				return end + 1;
			}
			text.append(quote);
			from = end + 2;
		}
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
