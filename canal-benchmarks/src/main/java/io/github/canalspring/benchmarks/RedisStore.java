package io.github.canalspring.benchmarks;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * The keys {@code product:{id}} in Redis.
 */
final class RedisStore implements Store {

	static final String KEY_PREFIX = "product:";

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	RedisStore(String uri) {
		this.client = RedisClient.create(uri);
		this.connection = this.client.connect();
	}

	/** The server's version. */
	String version() {
		return this.connection.sync()
			.info("server")
			.lines()
			.filter((line) -> line.startsWith("redis_version:"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElse("of an unknown version");
	}

	@Override
	public void clear() {
		this.connection.sync().flushall();
		this.connection.sync().configSet("notify-keyspace-events", "");
	}

	@Override
	public long count() {
		ScanArgs products = ScanArgs.Builder.matches(KEY_PREFIX + "*").limit(10_000);
		KeyScanCursor<String> cursor = this.connection.sync().scan(products);
		long count = cursor.getKeys().size();
		while (!cursor.isFinished()) {
			cursor = this.connection.sync().scan(cursor, products);
			count += cursor.getKeys().size();
		}
		return count;
	}

	@Override
	public long bytes(long id) {
		return this.connection.sync().strlen(KEY_PREFIX + id);
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
