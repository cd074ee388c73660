package io.github.canalspring.faults;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * All that there was in a Redis at one moment, the sink's position included.
 *
 * @param keys the keys and what was under them
 */
record RedisDump(Map<byte[], byte[]> keys) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	static RedisDump of(RedisServer server) {
		Map<byte[], byte[]> keys = new LinkedHashMap<>();
		use(server, (connection) -> {
			// At one moment, as a dump is.
			connection.sync().multi();
			RedisFuture<List<byte[]>> names = connection.async().keys(new byte[] { '*' });
			connection.sync().exec();
			Map<byte[], RedisFuture<byte[]>> values = new LinkedHashMap<>();
			connection.sync().multi();
			names.toCompletableFuture().join().forEach((name) -> values.put(name, connection.async().dump(name)));
			connection.sync().exec();
			values.forEach((name, value) -> {
				byte[] dump = value.toCompletableFuture().join();
				if (dump != null) {
					keys.put(name, dump);
				}
			});
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
			if (!LettuceFutures.awaitAll(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS, answers)) {
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
