package io.github.canalspring.serve;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that Canal gives statements that change tables.
 */
final class DefinitionType {

	private static final int CREATE = 4;

	private static final int ALTER = 5;

	private static final int ERASE = 6;

	private static final int QUERY = 7;

	private static final int TRUNCATE = 8;

	private static final int RENAME = 9;

	private static final Pattern FIRST_WORD = Pattern
		.compile("^(?:\\s+|/\\*.*?\\*/|--[^\\n]*\\n|#[^\\n]*\\n)*([a-zA-Z]+)", Pattern.DOTALL);

	private static final Pattern NEW_NAME = Pattern.compile("\\bRENAME\\s+(?:TO|AS)\\s", Pattern.CASE_INSENSITIVE);

	private DefinitionType() {
	}

	static int of(String sql) {
		Matcher word = FIRST_WORD.matcher(sql);
		return switch (word.find() ? word.group(1).toUpperCase(Locale.ROOT) : "") {
			case "CREATE" -> CREATE;
			case "ALTER" -> NEW_NAME.matcher(sql).find() ? RENAME : ALTER;
			case "DROP" -> ERASE;
			case "TRUNCATE" -> TRUNCATE;
			case "RENAME" -> RENAME;
			default -> QUERY;
		};
	}

}
