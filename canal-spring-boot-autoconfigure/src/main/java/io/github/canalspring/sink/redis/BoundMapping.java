package io.github.canalspring.sink.redis;

import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableSchema;

/**
 * A mapping whose columns have been looked up in one version of a table. For one thread.
 */
interface BoundMapping {

	/**
	 * Remove the entry that a change leaves behind: that of a deleted row, or the one in
	 * a place that the row no longer has. What cannot be told of a row is no reason to
	 * leave it.
	 */
	void remove(Change change, PendingWrites writes);

	/**
	 * Put the entry of an inserted or updated row.
	 * @throws RowConditionException if it cannot be told whether the row has one
	 */
	void put(Change change, PendingWrites writes);

	/**
	 * Look the columns up.
	 * @param mapping the mapping
	 * @param table the table
	 * @throws IllegalArgumentException if the mapping names a column that is not there,
	 * or of a type that it cannot use
	 */
	static BoundMapping of(RedisMapping mapping, TableSchema table) {
		return (mapping.value() instanceof RedisValue.Member member) ? new MemberMapping(mapping, member, table)
				: new KeyMapping(mapping, table);
	}

}
