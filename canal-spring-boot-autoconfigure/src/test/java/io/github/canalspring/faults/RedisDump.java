package io.github.canalspring.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * All that there was in a Redis at one moment, the sink's position included.
 *
 * @param keys the keys and what was under them
 */
record RedisDump(Map<byte[], byte[]> keys) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/** Names and values, of one moment as a dump is. */
	private static final byte[] ALL = """
			local all = {}
			for _, key in ipairs(redis.call('KEYS', '*')) do
			  all[#all + 1] = key
			  all[#all + 1] = redis.call('DUMP', key)
			end
			return all
			""".getBytes(StandardCharsets.US_ASCII);

	static RedisDump of(RedisServer server) {
		Map<byte[], byte[]> keys = new LinkedHashMap<>();
		use(server, (connection) -> {
			List<byte[]> all = connection.sync().eval(ALL, ScriptOutputType.MULTI);
			for (int index = 0; index < all.size(); index += 2) {
				keys.put(all.get(index), all.get(index + 1));
			}
		});
		return new RedisDump(keys);
	}

	/** Nothing else is there afterwards; nobody may look meanwhile. */
	void restore(RedisServer server) {
		use(server, (connection) -> {
			connection.sync().flushall();
			connection.setAutoFlushCommands(false);
			RedisFuture<?>[] answers = this.keys.entrySet()
				.stream()
				.map((entry) -> connection.async()
					.restore(entry.getKey(), entry.getValue(), RestoreArgs.Builder.ttl(0)))
				.toArray(RedisFuture[]::new);
			connection.flushCommands();
			if (!LettuceFutures.awaitAll(Stage.PATIENCE, answers)) {
				throw new IllegalStateException("Redis does not answer");
			}
		});
	}

	private static void use(RedisServer server, Work work) {
		RedisClient client = RedisClient
			.create(RedisURI.builder().withHost(server.host()).withPort(server.port()).withTimeout(TIMEOUT).build());
		try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
			work.run(connection);
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
	}

	/**
	 * What is done on a connection.
	 */
	private interface Work {

		void run(StatefulRedisConnection<byte[], byte[]> connection);

	}

}
