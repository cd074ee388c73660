package io.github.canalspring.sink.handler;

import java.util.Locale;

import io.github.canalspring.source.TableId;

import org.springframework.util.PatternMatchUtils;

/**
 * A table's full name, in which {@code *} stands for any run of characters within a name.
 * Case does not matter, because servers with {@code lower_case_table_names} tell names in
 * another case than the application may use.
 */
record TablePattern(String database, String table) {

	/**
	 * Read a pattern.
	 * @param text such as {@code shop.order_*}
	 * @return the pattern
	 * @throws IllegalArgumentException if it is not the full name of a table
	 */
	static TablePattern parse(String text) {
		String[] names = text.strip().split("\\.", -1);
		if (names.length != 2 || !isName(names[0]) || !isName(names[1])) {
			throw new IllegalArgumentException("'" + text + "' is not the full name of a table");
		}
		return new TablePattern(names[0], names[1]);
	}

	private static boolean isName(String name) {
		return !name.isEmpty() && name.chars()
			.noneMatch((character) -> Character.isWhitespace(character) || "`\"'\\,;{}".indexOf(character) >= 0);
	}

	boolean isExact() {
		return this.database.indexOf('*') < 0 && this.table.indexOf('*') < 0;
	}

	boolean matches(TableId id) {
		return matches(this.database, id.database()) && matches(this.table, id.table());
	}

	private static boolean matches(String pattern, String name) {
		return PatternMatchUtils.simpleMatch(pattern.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
	}

	TableId id() {
		return new TableId(this.database, this.table);
	}

	@Override
	public String toString() {
		return this.database + "." + this.table;
	}

}
