package io.github.canalspring.autoconfigure;

import java.util.regex.Pattern;

import io.github.canalspring.source.StartFrom;
import org.jspecify.annotations.Nullable;

/**
 * {@code canal.start-from}.
 */
final class StartFromProperty {

	private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

	/** A server's transactions: ranges of numbers, in MySQL 8.3 and later under tags. */
	private static final String UUID_SET = UUID + "(?:\\s*:\\s*(?:\\d+(?:\\s*-\\s*\\d+)?|[a-zA-Z_]\\w*))+";

	private static final Pattern FILE_AND_OFFSET = Pattern.compile("[^\\s:/\\\\]+\\.\\d{6,}:\\d+");

	private static final Pattern MYSQL_GTID_SET = Pattern.compile(UUID_SET + "(?:\\s*,\\s*" + UUID_SET + ")*");

	/** A date without a time looks the same and is far more likely to be meant as one. */
	private static final Pattern MARIADB_GTIDS = Pattern
		.compile("(?!\\d{4}-\\d{2}-\\d{2}$)\\d+-\\d+-\\d+(?:\\s*,\\s*\\d+-\\d+-\\d+)*");

	private StartFromProperty() {
	}

	/**
	 * Read the property.
	 * @param property its name
	 * @param text its value
	 * @return what it says, {@code null} if it is not set
	 */
	static @Nullable StartFrom parse(String property, @Nullable String text) {
		if (text == null) {
			return null;
		}
		StartFrom startFrom = StartFrom.parse(text);
		if (startFrom instanceof StartFrom.At at && !isPosition(at.text())) {
			throw new InvalidPropertyException(property, text,
					"neither a keyword, nor a time, nor a position in a binlog",
					"Write latest, earliest or snapshot; a time with its zone, such as 2026-01-31T12:00:00Z; "
							+ "a file and an offset, such as mysql-bin.000042:4; or a GTID set.");
		}
		return startFrom;
	}

	private static boolean isPosition(String text) {
		return FILE_AND_OFFSET.matcher(text).matches() || MYSQL_GTID_SET.matcher(text).matches()
				|| MARIADB_GTIDS.matcher(text).matches();
	}

}
