package io.github.canalspring.source.mysql;

/**
 * The transactions that were executed, as MySQL or MariaDB count them. Immutable.
 * {@code toString()} gives the server's own notation.
 */
sealed interface GtidSet permits MysqlGtidSet, MariadbGtidSet {

	/**
	 * The set with one more transaction; takes constant time for the next number of the
	 * source that was added to before.
	 * @param gtid the transaction
	 * @return the larger set
	 */
	GtidSet with(Gtid gtid);

	/**
	 * Whether everything of another set is in this one.
	 * @param other a set of the same kind
	 * @return whether this set has it all
	 */
	boolean contains(GtidSet other);

	/**
	 * Read a set, as the server shows it.
	 * @param text the text
	 * @return the set
	 * @throws IllegalArgumentException if it is none
	 */
	static GtidSet parse(String text) {
		String value = text.strip();
		return MariadbGtidSet.matches(value) ? MariadbGtidSet.parse(value) : MysqlGtidSet.parse(value);
	}

}
