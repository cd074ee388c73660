package io.github.canalspring.sink.redis;

import java.time.Duration;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What a row becomes under its key.
 */
public sealed interface RedisValue {

	/** A string that holds the row as a JSON document. */
	record Json() implements RedisValue {
	}

	/** A hash with a field for each column that is not {@code NULL}. */
	record Hash() implements RedisValue {
	}

	/**
	 * A string with the text of a column. A row in which the column is {@code NULL} has
	 * no entry.
	 *
	 * @param template the text
	 */
	record Text(RowTemplate template) implements RedisValue {
	}

	/**
	 * A set of which the row is a member, for finding rows by the columns of the key. A
	 * row in which a column of either is {@code NULL} is in none.
	 *
	 * @param member the member; it must tell the rows of one key apart, as the primary
	 * key does
	 * @param score the column by which the members of a sorted set are in order, a number
	 * or a time; {@code null} for a set without order
	 */
	record Member(RowTemplate member, @Nullable String score) implements RedisValue {
	}

	/** Nothing: the key is deleted whenever the row changes, for others to fill. */
	record Evict() implements RedisValue {
	}

	/**
	 * A string that something else makes of the row.
	 *
	 * @param format what makes it
	 */
	record Formatted(Format format) implements RedisValue {
	}

	/**
	 * Makes what stands under a key. For one thread at a time.
	 */
	interface Format {

		/**
		 * Make an entry.
		 * @param table the row's table, for messages
		 * @param key the key
		 * @param row the row
		 * @return the entry
		 * @throws UnwritableRowException if there can be no entry of this row, whose own
		 * fault it is
		 */
		Entry entry(TableId table, String key, Row row);

		/**
		 * Whether what stands under a key is as good as what would be written.
		 * @param expected the string of an entry
		 * @param found another string
		 * @return whether they stand for the same
		 */
		default boolean isSame(byte[] expected, byte[] found) {
			return false;
		}

		/**
		 * Whether what stands under a key tells that there is no row, so that it may be
		 * there without one.
		 * @param found the string
		 * @return whether it does
		 */
		default boolean isAbsence(byte[] found) {
			return false;
		}

	}

	/**
	 * What stands under a key.
	 *
	 * @param value the string
	 * @param ttl the time to live; {@code null} for ever
	 */
	record Entry(byte[] value, @Nullable Duration ttl) {
	}

	/**
	 * Read the value of the property: {@code json}, {@code hash}, {@code text:{column}},
	 * {@code set:{column}}, {@code zset:{column}:{score}} or {@code evict}.
	 * @param text the property's value
	 * @return what it says
	 * @throws IllegalArgumentException if it says something else
	 */
	static RedisValue parse(String text) {
		String value = text.strip();
		if (value.startsWith("text:")) {
			return new Text(RowTemplate.parse(value.substring("text:".length())));
		}
		if (value.startsWith("set:")) {
			return new Member(RowTemplate.parse(value.substring("set:".length())), null);
		}
		if (value.startsWith("zset:")) {
			return sorted(value.substring("zset:".length()));
		}
		return switch (value) {
			case "json" -> new Json();
			case "hash" -> new Hash();
			case "evict" -> new Evict();
			default -> throw new IllegalArgumentException(
					"Redis value '" + text + "' is not known. Write json, hash, text:{column}, set:{column}, "
							+ "zset:{column}:{score} or evict");
		};
	}

	private static RedisValue sorted(String text) {
		int colon = text.lastIndexOf(":{");
		if (colon < 1 || !text.endsWith("}")) {
			throw new IllegalArgumentException("'" + text
					+ "' is not a member and the column of its score. Write both, such as zset:{id}:{price}");
		}
		return new Member(RowTemplate.parse(text.substring(0, colon)), text.substring(colon + 2, text.length() - 1));
	}

}
