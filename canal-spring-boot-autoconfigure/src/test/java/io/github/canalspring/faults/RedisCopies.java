package io.github.canalspring.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * What there is in a Redis, asked without a proxy.
 */
final class RedisCopies implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final RedisClient client;

	private final StatefulRedisConnection<String, String> connection;

	RedisCopies(RedisServer server) {
		this.client = RedisClient
			.create(RedisURI.builder().withHost(server.host()).withPort(server.port()).withTimeout(TIMEOUT).build());
		try {
			this.connection = this.client.connect();
		}
		catch (RuntimeException ex) {
			this.client.shutdown(Duration.ZERO, TIMEOUT);
			throw ex;
		}
	}

	RedisCommands<String, String> commands() {
		return this.connection.sync();
	}

	/** All keys but the sink's own: JSON and hashes as fields, other values as text. */
	Map<String, Object> all() {
		Map<String, Object> found = new HashMap<>();
		List<String> strings = new ArrayList<>();
		for (String key : commands().keys("*")) {
			if (key.startsWith("shelf:") || key.startsWith("category:")) {
				found.put(key, commands().hgetall(key));
			}
			else if (key.startsWith("stock:") || key.startsWith("priced:")) {
				found.put(key, members(key));
			}
			else if (!key.startsWith("canal:")) {
				strings.add(key);
			}
		}
		answers(strings).forEach((key, value) -> found.put(key, value.startsWith("{") ? Judge.fields(value) : value));
		return found;
	}

	private Object members(String key) {
		try {
			Map<String, String> members = new HashMap<>();
			if (key.startsWith("priced:")) {
				commands().smembers(key).forEach((member) -> members.put(member, ""));
			}
			else {
				commands().zrangeWithScores(key, 0, -1)
					.forEach((member) -> members.put(member.getValue(), Long.toString((long) member.getScore())));
			}
			return members;
		}
		catch (RedisCommandExecutionException ex) {
			return "no set: " + ex.getMessage();
		}
	}

	/** Have strings under these keys, where there is nothing. */
	void obstruct(Collection<String> keys) {
		keys.forEach((key) -> commands().setnx(key, "somebody's"));
	}

	/** Remove what is under keys of sets and is none. */
	void clear(String pattern) {
		commands().keys(pattern)
			.stream()
			.filter((key) -> commands().type(key).equals("string"))
			.forEach((key) -> commands().del(key));
	}

	/** One by one, as a node of a cluster wants it. */
	private Map<String, String> answers(List<String> keys) {
		Map<String, RedisFuture<String>> answers = new LinkedHashMap<>();
		this.connection.setAutoFlushCommands(false);
		keys.forEach((key) -> answers.put(key, this.connection.async().get(key)));
		await(answers);
		Map<String, String> values = new HashMap<>();
		answers.forEach((key, answer) -> {
			String value = answer.toCompletableFuture().join();
			if (value != null) {
				values.put(key, value);
			}
		});
		return values;
	}

	private void await(Map<String, RedisFuture<String>> answers) {
		this.connection.flushCommands();
		this.connection.setAutoFlushCommands(true);
		if (!LettuceFutures.awaitAll(TIMEOUT, answers.values().toArray(RedisFuture[]::new))) {
			throw new IllegalStateException("Redis does not answer");
		}
	}

	/** The revisions of what there is of these workloads' rows, each key for itself. */
	Map<String, Long> revisions(List<Workload> workloads) {
		RedisAsyncCommands<String, String> async = this.connection.async();
		Map<String, RedisFuture<String>> answers = new LinkedHashMap<>();
		this.connection.setAutoFlushCommands(false);
		for (Workload workload : workloads) {
			for (int id : workload.productIds()) {
				answers.put("product:" + id, async.get("product:" + id));
				for (int category = 0; category < Workload.CATEGORIES; category++) {
					String key = "shelf:" + category + ":" + id;
					answers.put(key, async.hget(key, "revision"));
				}
			}
			workload.categoryIds()
				.forEach((id) -> answers.put("category:" + id, async.hget("category:" + id, "revision")));
		}
		await(answers);
		Map<String, Long> revisions = new HashMap<>();
		answers.forEach((key, answer) -> {
			String value = answer.toCompletableFuture().join();
			if (value != null) {
				String revision = value.startsWith("{") ? Judge.fields(value).get("revision") : value;
				revisions.put(key, Long.valueOf(String.valueOf(revision)));
			}
		});
		return revisions;
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown(0, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
