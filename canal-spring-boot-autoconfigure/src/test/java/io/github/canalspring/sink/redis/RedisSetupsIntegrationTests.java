package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.mysql.TestCertificate;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static io.github.canalspring.sink.redis.Products.batch;
import static io.github.canalspring.sink.redis.Products.insert;
import static io.github.canalspring.sink.redis.Products.inserts;
import static io.github.canalspring.sink.redis.Products.mapping;
import static io.github.canalspring.sink.redis.Products.product;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link RedisSink} with what Spring Boot's properties say: sentinels and TLS.
 */
@Timeout(120)
class RedisSetupsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@Test
	void followsTheSentinelsToANewPrimary() {
		try (RedisServer primary = RedisServer.builder().start();
				RedisServer replica = RedisServer.builder().replicaOf(primary.host(), primary.port()).start();
				RedisServer sentinel = RedisServer.builder()
					.sentinelOf("shop-redis", primary.host(), primary.port())
					.start()) {
			command(primary,
					(redis) -> Awaitility.await().atMost(PATIENCE).until(() -> redis.waitForReplication(1, 100) == 1));
			awaitReplica(sentinel);
			RedisProperties.use((connections) -> {
				try (RedisSink sink = sink(connections)) {
					assertThat(sink.load()).isNull();
					sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
					// What the replica lacks would be gone.
					command(replica, (redis) -> Awaitility.await().until(() -> "x".equals(redis.get("product:1"))));
					hurry(sentinel);
					primary.kill();
					failOver(sink, batch(2, insert(product(2, "B", "y"))));
				}
				StringRedisTemplate redis = new StringRedisTemplate(connections);
				assertThat(redis.opsForValue().multiGet(List.of("product:1", "product:2"))).containsExactly("x", "y");
			}, "spring.data.redis.sentinel.master=shop-redis",
					"spring.data.redis.sentinel.nodes=" + sentinel.host() + ":" + sentinel.port());
			assertThat(replica.isRunning()).isTrue();
		}
	}

	/** Until the sentinel knows of the replica. */
	private static void awaitReplica(RedisServer sentinel) {
		ask(sentinel,
				(commands) -> Awaitility.await()
					.atMost(PATIENCE)
					.until(() -> !commands.replicas("shop-redis").isEmpty()));
	}

	/**
	 * Have it act faster than by default; any sooner, it might take a primary for dead
	 * that is only slow.
	 */
	private static void hurry(RedisServer sentinel) {
		ask(sentinel, (commands) -> {
			commands.set("shop-redis", "down-after-milliseconds", "1000");
			commands.set("shop-redis", "failover-timeout", "5000");
		});
	}

	private static void ask(RedisServer sentinel, Consumer<RedisSentinelCommands<String, String>> what) {
		RedisClient client = RedisClient.create();
		try (StatefulRedisSentinelConnection<String, String> connection = client
			.connectSentinel(RedisURI.create(sentinel.host(), sentinel.port()))) {
			what.accept(connection.sync());
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		}
	}

	/** As the pipeline does. */
	private static void failOver(RedisSink sink, ChangeBatch batch) {
		Awaitility.await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			sink.apply(List.of(batch));
			return true;
		});
	}

	@Test
	void connectsWithTls(@TempDir Path directory) throws Exception {
		TestCertificate server = TestCertificate.create(directory, "redis", "IP:127.0.0.1");
		TestCertificate other = TestCertificate.create(directory, "other", "IP:127.0.0.1");
		try (RedisServer redis = RedisServer.builder()
			.option("--tls-cert-file", server.certificate().toString())
			.option("--tls-key-file", server.key().toString())
			.option("--tls-auth-clients", "no")
			.start()) {
			command(redis, (commands) -> {
				// The same port, which nobody else has.
				commands.configSet("port", "0");
				commands.configSet("tls-port", Integer.toString(redis.port()));
			});
			String[] properties = { "spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"spring.data.redis.ssl.bundle=redis", "spring.ssl.bundle.pem.redis.truststore.certificate=" };
			RedisProperties.use((connections) -> {
				try (RedisSink sink = sink(connections)) {
					assertThat(sink.load()).isNull();
					sink.apply(List.of(batch(1, inserts(3000, "x"))));
				}
				assertThat(new StringRedisTemplate(connections).keys("product:*")).hasSize(3000);
			}, with(properties, server));
			RedisProperties.use((connections) -> {
				try (RedisSink sink = sink(connections)) {
					assertThatExceptionOfType(IOException.class).isThrownBy(sink::load)
						.withStackTraceContaining("certification path");
				}
			}, with(properties, other));
		}
	}

	private static String[] with(String[] properties, TestCertificate trusted) {
		String[] all = properties.clone();
		all[all.length - 1] += trusted.certificate().toUri();
		return all;
	}

	private static RedisSink sink(LettuceConnectionFactory connections) {
		return new RedisSink("shop", connections, List.of(mapping("product:{id}", "text:{name}")));
	}

	private static void command(RedisServer server, Consumer<RedisCommands<String, String>> what) {
		RedisClient client = RedisClient.create(RedisURI.create(server.host(), server.port()));
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			what.accept(connection.sync());
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		}
	}

}
