package io.github.canalspring.sink;

import java.util.List;
import java.util.Locale;

import io.github.canalspring.source.TableId;

import org.springframework.util.PatternMatchUtils;

/**
 * A table's full name, in which {@code *} stands for any run of characters within a name.
 * Case does not matter, because servers with {@code lower_case_table_names} tell names in
 * another case than the application may use.
 *
 * @param database the database's name or a pattern of it
 * @param table the table's name or a pattern of it
 */
public record TablePattern(String database, String table) {

	/**
	 * Read a pattern.
	 * @param text such as {@code shop.order_*}
	 * @return the pattern
	 * @throws IllegalArgumentException if it is not the full name of a table
	 */
	public static TablePattern parse(String text) {
		String[] names = text.strip().split("\\.", -1);
		if (names.length != 2 || !isName(names[0]) || !isName(names[1])) {
			throw new IllegalArgumentException("'" + text
					+ "' is not the full name of a table. Write database.table, such as shop.product or shop.order_*");
		}
		return new TablePattern(names[0], names[1]);
	}

	private static boolean isName(String name) {
		return !name.isEmpty() && name.chars()
			.noneMatch((character) -> Character.isWhitespace(character) || "`\"'\\,;{}".indexOf(character) >= 0);
	}

	/**
	 * Whether it is the name of one table.
	 * @return whether it has no {@code *}
	 */
	public boolean isExact() {
		return this.database.indexOf('*') < 0 && this.table.indexOf('*') < 0;
	}

	/**
	 * Whether a table is one of those that the pattern stands for.
	 * @param id the table
	 * @return whether its name matches
	 */
	public boolean matches(TableId id) {
		return matches(this.database, id.database()) && matches(this.table, id.table());
	}

	private static boolean matches(String pattern, String name) {
		return PatternMatchUtils.simpleMatch(pattern.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
	}

	/**
	 * The tables that are named in full among patterns.
	 * @param patterns the patterns
	 * @return the tables, each once; patterns with {@code *} are left out
	 */
	public static List<TableId> exact(List<TablePattern> patterns) {
		return patterns.stream()
			.filter(TablePattern::isExact)
			.map((pattern) -> new TableId(pattern.database, pattern.table))
			.distinct()
			.toList();
	}

	@Override
	public String toString() {
		return this.database + "." + this.table;
	}

}
