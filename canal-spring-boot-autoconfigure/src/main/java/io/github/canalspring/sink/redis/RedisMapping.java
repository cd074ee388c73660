package io.github.canalspring.sink.redis;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.TableSchema;
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
 * @param ttl when an entry expires; {@code null} for never
 * @param fields the columns of a JSON document or a hash
 * @param when which rows have an entry
 */
public record RedisMapping(TablePattern table, RowTemplate key, RedisValue value, @Nullable TimeToLive ttl,
		FieldSelection fields, RowCondition when) {

	/**
	 * Create a mapping.
	 * @throws IllegalArgumentException if such a value has no time to live
	 */
	public RedisMapping {
		if (ttl != null && value instanceof RedisValue.Evict) {
			throw new IllegalArgumentException("Key '" + key
					+ "' is only evicted and so has no time to live. Leave ttl out, or write value json, hash or text:{column}");
		}
		if (ttl != null && value instanceof RedisValue.Member) {
			throw new IllegalArgumentException(
					"Key '" + key + "' is shared by many rows, and would expire with all of them. Leave ttl out");
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
		this(table, key, value, (ttl != null) ? new TimeToLive(ttl, Duration.ZERO) : null, fields, RowCondition.ALWAYS);
	}

	/**
	 * Whether this and another mapping spoil each other's keys: a set and anything else
	 * cannot be under one key, and of two entries of a row only the last would stay.
	 * @param other another mapping
	 * @return whether they do, as far as can be told without rows
	 */
	public boolean clashesWith(RedisMapping other) {
		if (!this.key.toString().equals(other.key.toString())) {
			return false;
		}
		if (this.value instanceof RedisValue.Member mine && other.value instanceof RedisValue.Member theirs) {
			return (mine.score() == null) != (theirs.score() == null);
		}
		return this.value instanceof RedisValue.Member || other.value instanceof RedisValue.Member
				|| (this.table.equals(other.table) && this.when.equals(other.when));
	}

	/**
	 * Whether two rows of a table may be the same member of the same set, as far as its
	 * primary key tells.
	 */
	boolean mayShareMembers(TableSchema table) {
		if (!(this.value instanceof RedisValue.Member shared)) {
			return false;
		}
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		names.addAll(this.key.columnNames());
		names.addAll(shared.member().columnNames());
		return table.primaryKey().isEmpty() || !names.containsAll(table.primaryKey());
	}

	/**
	 * Table and key, for messages.
	 */
	@Override
	public String toString() {
		return this.table + " -> " + this.key;
	}

}
