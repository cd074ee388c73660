package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.TableId;

/**
 * What a logged SQL statement means to a reader of rows. Only as much of it is looked at
 * as that takes.
 *
 * @param kind what it does
 * @param tables the tables it names, as far as they matter
 */
record Statement(Kind kind, List<TableId> tables) {

	private static final String NAME = "(`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|[\\w$\\u0080-\\uFFFF]+)";

	private static final Pattern TABLE = Pattern.compile("\\s*" + NAME + "(?:\\s*\\.\\s*" + NAME + ")?");

	private static final Pattern COMMENT = Pattern
		.compile("^(?:\\s+|/\\*M?!\\d*|/\\*(?!M?!).*?\\*/|--[^\\n]*(?:\\n|$)|#[^\\n]*(?:\\n|$))+", Pattern.DOTALL);

	private static final Pattern CREATE = pattern(
			"CREATE\\s+(?:OR\\s+REPLACE\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?");

	/** How MEMORY tables are emptied when the server starts. */
	private static final Pattern EMPTIED = pattern("DELETE\\s+FROM\\s+");

	private static Pattern pattern(String start) {
		return Pattern.compile("^" + start, Pattern.CASE_INSENSITIVE);
	}

	enum Kind {

		BEGIN, COMMIT, ROLLBACK, ROLLBACK_TO_SAVEPOINT, XA_START, XA_END, XA_COMMIT, XA_ROLLBACK,

		/** Changes rows without logging them. */
		ROWS,

		/** Makes a table together with rows, without logging them. */
		CREATE_WITH_ROWS,

		/** Removes all rows at once. */
		EMPTY_TABLE,

		/** Changes definitions. */
		DEFINITION,

		/** Most probably nothing of interest. */
		OTHER

	}

	static Statement of(String sql, String database) {
		Matcher comment = COMMENT.matcher(sql);
		String text = comment.find() ? sql.substring(comment.end()) : sql;
		int end = 0;
		while (end < text.length() && Character.isLetter(text.charAt(end))) {
			end++;
		}
		return switch (text.substring(0, end).toUpperCase(Locale.ROOT)) {
			case "BEGIN" -> new Statement(Kind.BEGIN, List.of());
			case "COMMIT" -> new Statement(Kind.COMMIT, List.of());
			case "ROLLBACK" ->
				new Statement(text.strip().length() > end ? Kind.ROLLBACK_TO_SAVEPOINT : Kind.ROLLBACK, List.of());
			case "XA" -> new Statement(xa(text.substring(end).strip().toUpperCase(Locale.ROOT)), List.of());
			case "DELETE" -> named(EMPTIED, text, database, Kind.EMPTY_TABLE, Kind.ROWS);
			case "INSERT", "UPDATE", "REPLACE", "LOAD", "WITH", "SELECT", "DO", "CALL" ->
				new Statement(Kind.ROWS, List.of());
			case "TRUNCATE", "DROP", "RENAME", "ALTER" -> new Statement(Kind.DEFINITION, List.of());
			case "CREATE" -> StatementTarget.createsWithRows(text)
					? named(CREATE, text, database, Kind.CREATE_WITH_ROWS, Kind.DEFINITION)
					: new Statement(Kind.DEFINITION, List.of());
			default -> new Statement(Kind.OTHER, List.of());
		};
	}

	private static Kind xa(String rest) {
		return rest.startsWith("START") || rest.startsWith("BEGIN") ? Kind.XA_START : rest.startsWith("END")
				? Kind.XA_END : rest.startsWith("ROLLBACK") ? Kind.XA_ROLLBACK : Kind.XA_COMMIT;
	}

	/** Whether it may change the definition of a table. */
	boolean mayDefine() {
		return this.kind == Kind.DEFINITION || this.kind == Kind.CREATE_WITH_ROWS || this.kind == Kind.OTHER;
	}

	/**
	 * A statement that names a table, and ends behind it if it is one that empties it.
	 */
	private static Statement named(Pattern start, String text, String database, Kind kind, Kind otherwise) {
		Matcher matcher = start.matcher(text);
		if (!matcher.find()) {
			return new Statement(otherwise, List.of());
		}
		Matcher table = TABLE.matcher(text).region(matcher.end(), text.length());
		if (!table.lookingAt()) {
			return new Statement(kind, List.of());
		}
		String rest = text.substring(table.end()).strip();
		if (kind == Kind.EMPTY_TABLE && !rest.isEmpty() && !rest.startsWith("/*")) {
			return new Statement(otherwise, List.of());
		}
		String first = unquoted(table.group(1));
		return new Statement(kind, List.of((table.group(2) != null) ? new TableId(first, unquoted(table.group(2)))
				: new TableId(database, first)));
	}

	private static String unquoted(String name) {
		char quote = name.charAt(0);
		if (quote != '`' && quote != '"') {
			return name;
		}
		String twice = String.valueOf(quote).repeat(2);
		return name.substring(1, name.length() - 1).replace(twice, String.valueOf(quote));
	}

}
