package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static io.github.canalspring.sink.redis.Products.batch;
import static io.github.canalspring.sink.redis.Products.delete;
import static io.github.canalspring.sink.redis.Products.insert;
import static io.github.canalspring.sink.redis.Products.inserts;
import static io.github.canalspring.sink.redis.Products.mapping;
import static io.github.canalspring.sink.redis.Products.product;
import static io.github.canalspring.sink.redis.Products.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what {@link RedisSink} does when a real Redis, or the connection to it, fails.
 */
@Timeout(120)
class RedisSinkFaultIntegrationTests {

	private static final String POSITION = "canal:{shop}:redis:position";

	private static final int KEYS = 1500;

	@TempDir
	private Path data;

	private @Nullable RedisServer server;

	private @Nullable LettuceConnectionFactory connections;

	private @Nullable RedisSink sink;

	private @Nullable StringRedisTemplate redis;

	@AfterEach
	void stop() {
		this.sink.close();
		this.connections.destroy();
		this.server.close();
	}

	@Test
	void killedInTheMiddleOfWritesItHoldsWholeBatchesOnly() throws Exception {
		start("--appendonly", "yes");
		faults(() -> {
			this.server.kill();
			this.server.start();
		}, 5);
	}

	@Test
	void withItsConnectionCutItHoldsWholeBatchesOnly() throws Exception {
		start();
		faults(this::cut, 15);
	}

	@Test
	void aRedisThatCameBackEmptyIsNoticed() throws Exception {
		start();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		this.server.kill();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(2, insert(product(2, "B", "x"))))));
		this.server.start();
		assertThatExceptionOfType(CheckpointLostException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(2, insert(product(2, "B", "x"))))))
			.withMessageContaining("no position")
			.withMessageContaining("binlog.000001:1");
		assertThat(keys()).isEmpty();
		assertThat(this.sink.load()).isNull();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		assertThat(keys()).containsExactlyInAnyOrder("product:1", POSITION);
	}

	@Test
	void aRedisThatIsEmptiedUnderAnOpenConnectionIsNoticed() throws Exception {
		start();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		this.redis.execute((connection) -> {
			connection.serverCommands().flushAll();
			return null;
		}, true);
		assertThatExceptionOfType(CheckpointLostException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(2, insert(product(2, "B", "x"))))));
		assertThat(keys()).isEmpty();
	}

	@Test
	void aRedisThatWentBackIsNoticed() throws Exception {
		start();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		this.sink.apply(List.of(batch(2, update(product(1, "A", "x"), product(1, "A", "y")))));
		this.redis.opsForValue().set(POSITION, "binlog.000001:1");
		assertThatExceptionOfType(CheckpointLostException.class).isThrownBy(() -> this.sink.apply(List.of(batch(3))));
		assertThat(this.sink.load()).isEqualTo("binlog.000001:1");
	}

	@Test
	void ofTwoInstancesTheLaterOneWrites() throws Exception {
		start();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		try (RedisSink other = other()) {
			assertThat(other.load()).isEqualTo("binlog.000001:1");
			for (int attempt = 0; attempt < 2; attempt++) {
				assertThatExceptionOfType(SinkException.class)
					.isThrownBy(() -> this.sink.apply(List.of(batch(2, insert(product(8, "B", "x"))))))
					.withMessageContaining("Another instance");
			}
			assertThatExceptionOfType(SinkException.class).isThrownBy(() -> this.sink.check());
			other.apply(List.of(batch(2, insert(product(2, "B", "x")))));
			// While the other one is at work, it is not taken over from.
			assertThatExceptionOfType(SinkException.class).isThrownBy(() -> this.sink.load());
			other.apply(List.of(batch(3, insert(product(3, "C", "x")))));
			assertThatExceptionOfType(SinkException.class).isThrownBy(() -> this.sink.load());
			assertThat(keys()).containsExactlyInAnyOrder("product:1", "product:2", "product:3", POSITION);
			assertThat(this.sink.load()).isEqualTo("binlog.000001:3");
			assertThatExceptionOfType(SinkException.class)
				.isThrownBy(() -> other.apply(List.of(batch(4, insert(product(9, "D", "x"))))));
		}
		this.sink.apply(List.of(batch(4, delete(product(1, "A", "x")))));
		assertThat(keys()).containsExactlyInAnyOrder("product:2", "product:3", POSITION);
	}

	@Test
	void whileInstancesDeposeEachOtherNothingGoesBack() throws Exception {
		start();
		this.sink.close();
		AtomicBoolean stop = new AtomicBoolean();
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> instances = List.of(executor.submit(() -> instances(stop)),
					executor.submit(() -> instances(stop)));
			long seen = 0;
			while (seen < 300) {
				long now = state();
				assertThat(now).isGreaterThanOrEqualTo(seen);
				seen = now;
				assertThat(instances).noneMatch(Future::isDone);
			}
			stop.set(true);
			for (Future<?> instance : instances) {
				instance.get(30, TimeUnit.SECONDS);
			}
			assertThat(state()).isGreaterThanOrEqualTo(seen);
		}
		finally {
			stop.set(true);
			executor.shutdownNow();
		}
	}

	/** One instance after the other, each until it is deposed. */
	private @Nullable Void instances(AtomicBoolean stop) throws Exception {
		while (!stop.get()) {
			try (RedisSink instance = other()) {
				String position = instance.load();
				long last = (position != null) ? Long.parseLong(position.substring(position.indexOf(':') + 1)) : 0;
				for (int time = 0; time < 5; time++) {
					instance.apply(List.of(rewrite(++last), rewrite(++last)));
				}
			}
			catch (SinkException ex) {
				assertThat(ex).hasMessageContaining("Another instance");
			}
			catch (CheckpointLostException | IOException ex) {
				assertThat(ex).hasMessageContaining("second instance");
			}
		}
		return null;
	}

	@Test
	void aRedisThatIsNotThereYetIsWaitedFor() throws Exception {
		start();
		this.sink.close();
		this.server.stop();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.sink.load())
			.withMessageContaining(this.server.host() + ":" + this.server.port());
		this.server.start();
		assertThat(this.sink.load()).isNull();
	}

	@Test
	void waitingForAFrozenRedisCanBeInterrupted() throws Exception {
		start();
		this.server.pause();
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
			}
			catch (Throwable ex) {
				failure.complete(ex);
			}
		});
		thread.start();
		Awaitility.await().until(thread::getState, (state) -> state == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		this.server.resume();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		assertThat(keys()).containsExactlyInAnyOrder("product:1", POSITION);
	}

	@Test
	void aFrozenRedisIsGivenUpAfterATime() throws Exception {
		start();
		this.server.pause();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(1, insert(product(1, "A", "x"))))))
			.withMessageContaining("PT5S");
		this.server.resume();
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		assertThat(keys()).containsExactlyInAnyOrder("product:1", POSITION);
	}

	@Test
	void whatWasAppliedBeforeAFailureIsNotAppliedAgain() throws Exception {
		start();
		TableSchema strange = new TableSchema(Products.TABLE.id(), List.of(), List.of());
		Change misfit = new Change(strange, Operation.DELETE, new Row(strange.header(), new Object[0]), null,
				new Transaction(new Products.TestPosition(0), null, Instant.EPOCH, false), 0, 0);
		// Two transactions, so that the first is acknowledged when the misfit comes.
		List<Change> changes = inserts(10_000, "x");
		ChangeBatch first = batch(1, changes.subList(0, 5000));
		ChangeBatch second = batch(2, changes.subList(5000, 10_000));
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> this.sink.apply(List.of(first, second, batch(3, misfit))));
		assertThat(this.redis.opsForValue().get(POSITION)).isIn("binlog.000001:1", "binlog.000001:2");
		this.redis.delete("product:1");
		this.sink.apply(List.of(first, second, batch(3)));
		assertThat(this.redis.hasKey("product:1")).isFalse();
		assertThat(this.redis.keys("product:*")).hasSize(9_999);
		assertThat(this.redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:3");
	}

	@Test
	void aTransactionThatWasExecutedInPartTakesThePositionBack() throws Exception {
		start();
		this.sink.apply(List.of(batch(1)));
		RedisMapping endless = new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("product:{id}"),
				RedisValue.parse("hash"), Duration.ofMillis(Long.MAX_VALUE), Products.all());
		try (RedisSink other = new RedisSink("shop", this.connections, List.of(endless))) {
			assertThat(other.load()).isEqualTo("binlog.000001:1");
			for (int attempt = 0; attempt < 2; attempt++) {
				assertThatExceptionOfType(RedisFailure.Partial.class)
					.isThrownBy(() -> other.apply(List.of(batch(2, insert(product(1, "A", "x"))))))
					.withMessageContaining("in part")
					.withMessageContaining("expire");
				assertThat(this.redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:1");
			}
		}
	}

	private RedisSink other() {
		return new RedisSink("shop", this.connections, List.of(mapping("product:{id}", "text:{name}")));
	}

	/** As soon as this connection is there again. */
	private Set<String> keys() {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> this.redis.keys("*"), (read) -> read != null)
			.stream()
			.filter((key) -> !key.endsWith(":epoch"))
			.collect(Collectors.toSet());
	}

	private void cut() {
		this.redis.execute((connection) -> {
			connection.serverCommands()
				.getClientList()
				.stream()
				.filter((client) -> "canal-shop".equals(client.getName()))
				.map((client) -> client.getAddressPort().split(":"))
				.forEach((address) -> connection.serverCommands().killClient(address[0], Integer.parseInt(address[1])));
			return null;
		}, true);
	}

	/**
	 * Batch n sets all keys to n. Whatever happens in between, all keys and the position
	 * are of one batch, and never go back.
	 */
	private void faults(Runnable fault, int times) throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		AtomicLong last = new AtomicLong();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<?> writer = executor.submit(() -> write(stop, last));
			Random random = new Random(7);
			long seen = 0;
			for (int time = 0; time < times; time++) {
				long wanted = last.get() + 2 + random.nextInt(30);
				Awaitility.await()
					.pollInterval(Duration.ofMillis(1))
					.until(() -> last.get() >= wanted || writer.isDone());
				fault.run();
				for (int look = 0; look < 30; look++) {
					long now = state();
					assertThat(now).isGreaterThanOrEqualTo(seen);
					seen = now;
				}
			}
			stop.set(true);
			writer.get(30, TimeUnit.SECONDS);
			assertThat(state()).isEqualTo(last.get());
		}
		finally {
			stop.set(true);
			executor.shutdownNow();
		}
	}

	private @Nullable Void write(AtomicBoolean stop, AtomicLong last) throws Exception {
		while (!stop.get()) {
			List<ChangeBatch> batches = new ArrayList<>();
			for (int number = 1; number <= 12; number++) {
				batches.add(rewrite(last.get() + number));
			}
			for (boolean applied = false; !applied;) {
				try {
					this.sink.apply(batches);
					applied = true;
				}
				catch (IOException ex) {
					assertThat(ex).isNotInstanceOf(RedisFailure.Partial.class);
				}
			}
			last.addAndGet(batches.size());
		}
		return null;
	}

	private static ChangeBatch rewrite(long number) {
		List<Change> changes = new ArrayList<>();
		for (long id = 0; id < KEYS; id++) {
			Row before = product(id, "sku", Long.toString(number - 1));
			Row after = product(id, "sku", Long.toString(number));
			changes.add(update(before, after));
		}
		return batch(number, changes);
	}

	/** What batch Redis is at, all of it read at one moment. */
	private long state() {
		List<String> keys = new ArrayList<>(List.of(POSITION));
		for (int id = 0; id < KEYS; id++) {
			keys.add("product:" + id);
		}
		List<String> values = Awaitility.await()
			.pollDelay(Duration.ZERO)
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> this.redis.opsForValue().multiGet(keys), (read) -> read != null);
		Set<String> names = new HashSet<>(values.subList(1, values.size()));
		assertThat(names).hasSize(1);
		String name = names.iterator().next();
		assertThat(values.get(0)).isEqualTo((name != null) ? "binlog.000001:" + name : null);
		return (name != null) ? Long.parseLong(name) : 0;
	}

	private void start(String... options) throws Exception {
		RedisServer.Builder builder = RedisServer.builder().dataDirectory(this.data);
		if (options.length > 0) {
			builder.option(options[0], options[1]);
		}
		this.server = builder.start();
		this.connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(this.server.host(), this.server.port()),
				LettuceClientConfiguration.builder().commandTimeout(Duration.ofSeconds(3)).build());
		this.connections.start();
		this.redis = new StringRedisTemplate(this.connections);
		this.sink = new RedisSink("shop", this.connections, List.of(mapping("product:{id}", "text:{name}")));
		this.sink.load();
	}

}
