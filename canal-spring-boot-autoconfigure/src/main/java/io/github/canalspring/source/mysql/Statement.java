package io.github.canalspring.source.mysql;

import java.util.ArrayList;
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

	private static final Pattern TRUNCATE = pattern("TRUNCATE\\s+(?:TABLE\\s+)?(?=\\S)");

	private static final Pattern DROP = pattern("DROP\\s+(?:TABLE)\\s+(?:IF\\s+EXISTS\\s+)?");

	private static final Pattern CREATE = pattern(
			"CREATE\\s+(?:OR\\s+REPLACE\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?");

	private static final Pattern RENAME = pattern("RENAME\\s+TABLES?\\s+(?:IF\\s+EXISTS\\s+)?");

	private static final Pattern ALTER = pattern(
			"ALTER\\s+(?:ONLINE\\s+|OFFLINE\\s+|IGNORE\\s+)*TABLE\\s+(?:IF\\s+EXISTS\\s+)?");

	private static final Pattern LOSES_ROWS = Pattern.compile(
			"\\b(?:TRUNCATE|DROP|EXCHANGE|DISCARD|IMPORT)\\s+(?:PARTITION|TABLESPACE)\\b", Pattern.CASE_INSENSITIVE);

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

		/** Removes rows at once: truncates. */
		TRUNCATE,

		/** Removes a table, or gives its name to another one. */
		REPLACE_TABLE,

		/** Changes definitions. */
		DEFINITION,

		/** Nothing of interest. */
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
			case "DELETE" -> named(EMPTIED, text, database, Kind.TRUNCATE, Kind.ROWS, true);
			case "INSERT", "UPDATE", "REPLACE", "LOAD", "WITH", "SELECT", "DO", "CALL" ->
				new Statement(Kind.ROWS, List.of());
			case "TRUNCATE" -> named(TRUNCATE, text, database, Kind.TRUNCATE, Kind.DEFINITION, false);
			case "DROP" -> named(DROP, text, database, Kind.REPLACE_TABLE, Kind.DEFINITION, false);
			case "RENAME" -> named(RENAME, text, database, Kind.REPLACE_TABLE, Kind.DEFINITION, false);
			case "ALTER" ->
				LOSES_ROWS.matcher(text).find() ? named(ALTER, text, database, Kind.TRUNCATE, Kind.DEFINITION, false)
						: new Statement(Kind.DEFINITION, List.of());
			case "CREATE" -> StatementTarget.createsWithRows(text)
					? named(CREATE, text, database, Kind.CREATE_WITH_ROWS, Kind.DEFINITION, false)
					: new Statement(Kind.DEFINITION, List.of());
			default -> new Statement(Kind.OTHER, List.of());
		};
	}

	private static Kind xa(String rest) {
		return rest.startsWith("START") || rest.startsWith("BEGIN") ? Kind.XA_START : rest.startsWith("END")
				? Kind.XA_END : rest.startsWith("ROLLBACK") ? Kind.XA_ROLLBACK : Kind.XA_COMMIT;
	}

	/**
	 * A statement that names tables, separated by commas or {@code TO}.
	 * @param complete whether the statement must end after the table
	 */
	private static Statement named(Pattern start, String text, String database, Kind kind, Kind otherwise,
			boolean complete) {
		Matcher matcher = start.matcher(text);
		if (!matcher.find()) {
			return new Statement(otherwise, List.of());
		}
		List<TableId> tables = new ArrayList<>();
		Matcher table = TABLE.matcher(text).region(matcher.end(), text.length());
		while (table.lookingAt()) {
			String first = unquoted(table.group(1));
			tables.add((table.group(2) != null) ? new TableId(first, unquoted(table.group(2)))
					: new TableId(database, first));
			String rest = text.substring(table.end()).strip();
			if (complete && !rest.isEmpty() && !rest.startsWith("/*")) {
				return new Statement(otherwise, List.of());
			}
			int next = separator(text, table.end());
			if (next < 0) {
				break;
			}
			table.region(next, text.length());
		}
		return new Statement(kind, List.copyOf(tables));
	}

	private static int separator(String text, int from) {
		Matcher matcher = Pattern.compile("\\s*(?:,|TO\\s)", Pattern.CASE_INSENSITIVE)
			.matcher(text)
			.region(from, text.length());
		return matcher.lookingAt() ? matcher.end() : -1;
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
