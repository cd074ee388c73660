package io.github.canalspring.sink.redis;

import java.util.regex.Pattern;

import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a mapping is for: {@code database.table}, where {@code *} stands for
 * any run of characters within a name.
 *
 * @param database the pattern of the database's name
 * @param table the pattern of the table's name
 */
record TablePattern(Pattern database, Pattern table) {

	/**
	 * Read a pattern.
	 * @param text such as {@code shop.product} or {@code shop.order_*}
	 * @return the pattern
	 * @throws IllegalArgumentException if it is not of that form
	 */
	static TablePattern parse(String text) {
		String[] names = text.split("\\.", -1);
		if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
			throw new IllegalArgumentException("Table '" + text
					+ "' is not a full name. Write database.table, such as shop.product or shop.order_*");
		}
		return new TablePattern(pattern(names[0]), pattern(names[1]));
	}

	private static Pattern pattern(String name) {
		return Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q"));
	}

	/**
	 * The one table that a text without wildcard names.
	 * @param text a text that {@link #parse} takes
	 * @return the table; {@code null} if the text has a wildcard
	 */
	static @Nullable TableId exact(String text) {
		String[] names = text.split("\\.");
		return (text.indexOf('*') < 0) ? new TableId(names[0], names[1]) : null;
	}

	boolean matches(TableId id) {
		return this.database.matcher(id.database()).matches() && this.table.matcher(id.table()).matches();
	}

}
