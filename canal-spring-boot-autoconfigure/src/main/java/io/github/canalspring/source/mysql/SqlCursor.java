package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.SqlTokens.Kind;
import io.github.canalspring.source.mysql.SqlTokens.Token;

/**
 * Goes through the tokens of a statement.
 */
final class SqlCursor {

	private static final Token END = new Token(Kind.SYMBOL, "", false);

	private final List<Token> tokens;

	private final boolean lowersNames;

	private int at;

	SqlCursor(List<Token> tokens, boolean lowersNames) {
		this.tokens = tokens;
		this.lowersNames = lowersNames;
	}

	private Token peek(int ahead) {
		return (this.at + ahead < this.tokens.size()) ? this.tokens.get(this.at + ahead) : END;
	}

	boolean isEnd() {
		return this.at >= this.tokens.size() || peek(0).is(";");
	}

	/** Whether an element of a list is over. */
	boolean isElementEnd() {
		return isEnd() || peek(0).is(",") || peek(0).is(")");
	}

	/** Whether these words are next. */
	boolean is(String... words) {
		for (int index = 0; index < words.length; index++) {
			if (!peek(index).is(words[index])) {
				return false;
			}
		}
		return true;
	}

	/** Take these words if they are next. */
	boolean accept(String... words) {
		boolean found = is(words);
		if (found) {
			this.at += words.length;
		}
		return found;
	}

	boolean acceptAny(String... words) {
		for (String word : words) {
			if (accept(word)) {
				return true;
			}
		}
		return false;
	}

	void require(String... words) {
		if (!accept(words)) {
			throw new NotUnderstoodException();
		}
	}

	boolean isString() {
		return peek(0).kind() == Kind.STRING;
	}

	boolean isName() {
		return peek(0).isName();
	}

	/** Whether a word without quotes is next, as a keyword is. */
	boolean isWord() {
		return peek(0).kind() == Kind.WORD;
	}

	String word() {
		if (!isWord()) {
			throw new NotUnderstoodException();
		}
		return next().upperCase();
	}

	/** The next word, without taking it. */
	String peekWord() {
		return isWord() ? peek(0).upperCase() : "";
	}

	String name() {
		if (!isName()) {
			throw new NotUnderstoodException();
		}
		return next().text();
	}

	/** A name, or a string in its place. */
	String nameOrString() {
		return isString() ? next().text() : name();
	}

	String string() {
		if (!isString()) {
			throw new NotUnderstoodException();
		}
		return next().text();
	}

	int number() {
		try {
			return Integer.parseInt(next().text());
		}
		catch (NumberFormatException ex) {
			throw new NotUnderstoodException();
		}
	}

	TableId table(String database) {
		String first = storedName();
		return accept(".") ? new TableId(first, storedName()) : new TableId(database, first);
	}

	/** The name of a database or a table. */
	String storedName() {
		return this.lowersNames ? name().toLowerCase(Locale.ROOT) : name();
	}

	private Token next() {
		Token next = peek(0);
		this.at++;
		return next;
	}

	void skip() {
		this.at++;
	}

	/** Skip what is in parentheses, which are next. */
	void skipParentheses() {
		require("(");
		for (int depth = 1; depth > 0; this.at++) {
			if (this.at >= this.tokens.size()) {
				throw new NotUnderstoodException();
			}
			depth += peek(0).is("(") ? 1 : peek(0).is(")") ? -1 : 0;
		}
	}

	/** Skip the rest of an element of a list. */
	void skipElement() {
		while (!isElementEnd()) {
			if (is("(")) {
				skipParentheses();
			}
			else {
				this.at++;
			}
		}
	}

	void skipToEnd() {
		this.at = this.tokens.size();
	}

	/** The names of a list in parentheses, whatever else there is. */
	List<String> names() {
		List<String> names = new ArrayList<>();
		require("(");
		do {
			names.add(name());
			skipElement();
		}
		while (accept(","));
		require(")");
		return names;
	}

	/**
	 * A statement that is not among those that can be followed.
	 */
	static final class NotUnderstoodException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		NotUnderstoodException() {
			super("The statement is not understood", null, false, false);
		}

	}

}
