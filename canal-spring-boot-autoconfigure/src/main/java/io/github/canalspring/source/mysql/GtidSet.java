package io.github.canalspring.source.mysql;

/**
 * The transactions that were executed, as MySQL or MariaDB count them. Immutable.
 * {@code toString()} gives the server's own notation.
 */
sealed interface GtidSet permits MysqlGtidSet, MariadbGtidSet {

	/**
	 * The set with more transactions; takes constant time for the next numbers of the
	 * source that was added to before.
	 * @param source where they were committed
	 * @param first the number of the first of them
	 * @param last the number of the last; all between belong to them, too
	 * @return the larger set
	 */
	GtidSet with(Gtid.Source source, long first, long last);

	/**
	 * The set with one more transaction.
	 * @param gtid the transaction
	 * @return the larger set
	 */
	default GtidSet with(Gtid gtid) {
		return with(gtid.source(), gtid.number(), gtid.number());
	}

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
