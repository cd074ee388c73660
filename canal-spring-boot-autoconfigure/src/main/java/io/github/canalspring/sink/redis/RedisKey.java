package io.github.canalspring.sink.redis;

import io.github.canalspring.source.Entry;

/**
 * A key that the sink writes.
 *
 * @param key the key
 */
record RedisKey(String key) implements Entry {

	/** For people. */
	@Override
	public String toString() {
		return this.key;
	}

}
