package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Takes what would be written of a row by one mapping as what should be there. What is
 * written to a key last counts.
 */
final class Expectations implements EntryWriter {

	private final Change row;

	private final RedisValue as;

	private final Map<Entry, Expectation> byEntry = new LinkedHashMap<>();

	/**
	 * Expect nothing yet.
	 * @param row the row, as an insert
	 * @param as what the mapping makes of it
	 */
	Expectations(Change row, RedisValue as) {
		this.row = row;
		this.as = as;
	}

	List<Expectation> all() {
		return List.copyOf(this.byEntry.values());
	}

	@Override
	public void delete(byte[] key) {
		RedisKey entry = new RedisKey(text(key));
		this.byEntry.put(entry, new Expectation.Absent(entry, this.row));
	}

	@Override
	public void set(byte[] key, byte[] value, @Nullable TimeToLive ttl) {
		RedisKey entry = new RedisKey(text(key));
		this.byEntry.put(entry, new Expectation.Text(entry, this.row, value, ttl != null, this.as));
	}

	@Override
	public void removeMember(RedisMember member) {
		throw new IllegalStateException("What a row is now removes no member");
	}

	@Override
	public void addMember(RedisMember member, double score) {
		this.byEntry.put(member, new Expectation.Member(member, this.row, score));
	}

	@Override
	public Fields hash(byte[] key) {
		RedisKey entry = new RedisKey(text(key));
		Map<String, byte[]> fields = new LinkedHashMap<>();
		return new Fields() {

			@Override
			public void add(byte[] name, byte[] value) {
				fields.put(text(name), value);
			}

			@Override
			public void end(@Nullable TimeToLive ttl) {
				if (!fields.isEmpty()) {
					Expectations.this.byEntry.put(entry,
							new Expectation.Hash(entry, Expectations.this.row, fields, ttl != null));
				}
			}

		};
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
