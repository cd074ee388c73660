package io.github.canalspring.benchmarks;

import java.util.function.LongConsumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * Tells which keys {@code product:{id}} can be read with a new value, on a connection of
 * its own. Redis itself tells it by keyspace notifications, which it sends after the
 * write as it does the answer: asking again and again would take a core from the others.
 */
final class RedisWatch implements AutoCloseable {

	private static final String CHANNEL = "__keyevent@0__:set";

	private final RedisClient client;

	RedisWatch(String uri, LongConsumer ids) {
		this.client = RedisClient.create(uri);
		StatefulRedisPubSubConnection<String, String> connection = this.client.connectPubSub();
		connection.sync().configSet("notify-keyspace-events", "E$");
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String channel, String key) {
				if (key.startsWith(RedisStore.KEY_PREFIX)) {
					ids.accept(Long.parseLong(key.substring(RedisStore.KEY_PREFIX.length())));
				}
			}

		});
		connection.sync().subscribe(CHANNEL);
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
