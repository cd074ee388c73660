package io.github.canalspring.sink.redis;

import io.github.canalspring.source.Entry;

/**
 * A member of a key that rows share.
 *
 * @param key the key
 * @param name the member
 * @param sorted whether the key is a sorted set
 */
record RedisMember(String key, String name, boolean sorted) implements Entry {

	/** For people. */
	@Override
	public String toString() {
		return this.key + " " + this.name;
	}

}
