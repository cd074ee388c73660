package io.github.canalspring.sink.redis;

import org.jspecify.annotations.Nullable;

/**
 * Takes what becomes of keys: commands for Redis, or what Redis should hold.
 */
interface EntryWriter {

	void delete(byte[] key);

	void set(byte[] key, byte[] value, @Nullable TimeToLive ttl);

	void removeMember(RedisMember member);

	void addMember(RedisMember member, double score);

	/**
	 * Set fields of a hash.
	 * @param key the key
	 * @return takes the fields; nothing is done before its end is called
	 */
	Fields hash(byte[] key);

	/**
	 * The fields of one hash.
	 */
	interface Fields {

		void add(byte[] name, byte[] value);

		void end(@Nullable TimeToLive ttl);

	}

}
