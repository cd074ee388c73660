package io.github.canalspring.sink.redis;

import java.time.Duration;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table, or of all tables of a pattern, become keys in Redis. A table
 * may have several mappings. The columns of the key must tell the table's rows apart, as
 * its primary key or a unique index does: of two rows with the same key, the one changed
 * last is in Redis, and the key is gone when either is deleted. A row in which one of
 * them is {@code NULL} has no entry.
 *
 * @param table the table or tables
 * @param key the key
 * @param value what stands under the key; it replaces whatever was there
 * @param ttl the time after which an entry expires, counted from the row's last change;
 * {@code null} for never
 * @param fields the columns of a JSON document or a hash
 * @param when which rows have an entry
 */
public record RedisMapping(TablePattern table, RowTemplate key, RedisValue value, @Nullable Duration ttl,
		FieldSelection fields, RowCondition when) {

	/**
	 * Create a mapping.
	 * @throws IllegalArgumentException if the time to live cannot be
	 */
	public RedisMapping {
		if (ttl != null && ttl.toMillis() < 1) {
			throw new IllegalArgumentException("Time to live " + ttl + " of key '" + key
					+ "' is too short. Write one of at least 1ms, such as 30m, or none for entries that stay");
		}
		if (ttl != null && value instanceof RedisValue.Evict) {
			throw new IllegalArgumentException("Key '" + key
					+ "' is only evicted and so has no time to live. Leave ttl out, or write value json, hash or text:{column}");
		}
	}

	/**
	 * Create a mapping for all rows.
	 * @param table the table or tables
	 * @param key the key
	 * @param value what stands under the key
	 * @param ttl the time after which an entry expires; {@code null} for never
	 * @param fields the columns of a JSON document or a hash
	 * @throws IllegalArgumentException if the time to live cannot be
	 */
	public RedisMapping(TablePattern table, RowTemplate key, RedisValue value, @Nullable Duration ttl,
			FieldSelection fields) {
		this(table, key, value, ttl, fields, RowCondition.ALWAYS);
	}

	/**
	 * Table and key, for messages.
	 */
	@Override
	public String toString() {
		return this.table + " -> " + this.key;
	}

}
