package io.github.canalspring.source.mysql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the server that wrote a binlog file, as far as what it writes depends on
 * it.
 *
 * @param mariadb whether it is MariaDB
 * @param number the version as one number: 80012 for 8.0.12
 */
record ServerVersion(boolean mariadb, int number) {

	static final ServerVersion UNKNOWN = new ServerVersion(false, 0);

	private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

	/** Somewhere before it, MySQL began to count {@code YEAR} among the numbers. */
	private static final int YEARS_COUNTED = 80029;

	/** The last one known not to. */
	private static final int YEARS_NOT_COUNTED = 80012;

	static ServerVersion parse(String text) {
		Matcher matcher = NUMBERS.matcher(text);
		int number = 0;
		if (matcher.find()) {
			number = Integer.parseInt(matcher.group(1)) * 10_000 + Integer.parseInt(matcher.group(2)) * 100
					+ Integer.parseInt(matcher.group(3));
		}
		return new ServerVersion(text.contains("MariaDB"), number);
	}

	/**
	 * Whether {@code YEAR} columns count among the numbers of which is logged whether
	 * they are unsigned.
	 */
	boolean countsYears() {
		return this.mariadb || this.number > YEARS_NOT_COUNTED;
	}

	/**
	 * Whether that is sure.
	 */
	boolean surelyCountsYears() {
		return this.mariadb || this.number >= YEARS_COUNTED || this.number <= YEARS_NOT_COUNTED;
	}

}
