package io.github.canalspring;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.canalspring.CachedShop.Product;
import io.github.canalspring.CachedShop.Products;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.RedisServer;
import org.jspecify.annotations.Nullable;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with caches that the Redis sink evicts or writes, on real servers: each
 * interleaving of a read, a commit and the sink, forced, and then many at random. The
 * same things are done to a cache that is not protected, to see that they can go wrong.
 */
class CacheIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final int ROWS = 16;

	private static final int MIN_ROUNDS = 3;

	private static final int MAX_ROUNDS = 40;

	private static final Runnable NOTHING = () -> {
	};

	private static final DatabaseServer database = DatabaseServer.mariadb().start();

	private static final RedisServer redis = RedisServer.create().start();

	private static ConfigurableApplicationContext context;

	/** Another instance of the application, which reads no changes. */
	private static ConfigurableApplicationContext other;

	private static Products products;

	private static CanalOperations operations;

	private static StringRedisTemplate template;

	@BeforeAll
	static void start(@TempDir Path directory) throws SQLException {
		sql("CREATE DATABASE cached");
		for (String table : List.of("guarded", "plain", "written")) {
			sql("CREATE TABLE cached." + table + " (id BIGINT PRIMARY KEY, version INT NOT NULL)");
		}
		context = run(directory, "canal.enabled=true");
		other = run(directory, "canal.enabled=false");
		products = context.getBean(Products.class);
		operations = context.getBean(CanalOperations.class);
		template = context.getBean(StringRedisTemplate.class);
		await().atMost(SOON).until(() -> operations.status().isRunning());
	}

	private static ConfigurableApplicationContext run(Path directory, String... properties) {
		return new SpringApplicationBuilder(CachedShop.class).web(WebApplicationType.NONE)
			.properties(properties)
			.properties("spring.datasource.url=" + database.jdbcUrl(), "spring.datasource.username=root",
					"spring.data.redis.port=" + redis.port(), "spring.cache.type=redis",
					"spring.cache.redis.time-to-live=1h", "canal.server.ip=127.0.0.1",
					"canal.server.port=" + database.port(), "canal.server.dest=cached", "canal.server.user-name=canal",
					"canal.server.user-pass=canal", "canal.checkpoint.directory=" + directory,
					"canal.cache.protect=guarded,written", "canal.sinks.redis[0].table=cached.guarded",
					"canal.sinks.redis[0].cache=guarded", "canal.sinks.redis[0].key={id}",
					"canal.sinks.redis[0].value=evict", "canal.sinks.redis[1].table=cached.plain",
					"canal.sinks.redis[1].cache=plain", "canal.sinks.redis[1].key={id}",
					"canal.sinks.redis[1].value=evict", "canal.sinks.redis[2].table=cached.written",
					"canal.sinks.redis[2].cache=written", "canal.sinks.redis[2].key={id}",
					"canal.sinks.redis[2].value=entry:" + Product.class.getName(),
					"canal.sinks.redis[2].when=version != 99")
			.run();
	}

	@AfterAll
	static void close() {
		other.close();
		context.close();
		redis.close();
		database.close();
	}

	@BeforeEach
	void reset() throws InterruptedException {
		String rows = IntStream.rangeClosed(1, ROWS)
			.mapToObj((id) -> "(" + id + ", 0)")
			.collect(Collectors.joining(", "));
		for (String table : List.of("guarded", "plain", "written")) {
			sql("DELETE FROM cached." + table);
			sql("INSERT INTO cached." + table + " VALUES " + rows);
		}
		awaitSynced();
	}

	@Test
	void theApplicationStillHasItsRedisCacheManager() {
		assertThat(context.getBean(RedisCacheManager.class)).isSameAs(context.getBean(CacheManager.class));
	}

	@Test
	void readsWhatTheSinkWrote() throws Exception {
		int reads = products.reads();
		assertThat(products.written(1)).isEqualTo(new Product(1, 0));
		write("written", 1);
		awaitSynced();
		assertThat(products.written(1)).isEqualTo(new Product(1, 1));
		assertThat(products.reads()).isEqualTo(reads);
		assertThat(template.getExpire("written::1", TimeUnit.SECONDS)).isBetween(3000L, 3600L);
		sql("DELETE FROM cached.written WHERE id = 1");
		awaitSynced();
		assertThat(products.written(1)).isNull();
		sql("INSERT INTO cached.written VALUES (1, 5)");
		awaitSynced();
		assertThat(products.written(1)).isEqualTo(new Product(1, 5));
	}

	@Test
	void aRowThatDoesNotMeetTheConditionIsEvicted() {
		products.written(1);
		sql("UPDATE cached.written SET version = 99 WHERE id = 1");
		awaitSynced();
		assertThat(cached("written", 1)).isNull();
		assertThat(cached("written", 2)).isEqualTo(new Product(2, 0));
	}

	@Test
	void aRowOfWhichThereCanBeNoEntryIsEvictedAndParkedAlone() {
		sql("UPDATE cached.written SET version = IF(id = 1, -7, 1)");
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(operations.parked()).singleElement()
				.returns("cached.written[1]", ParkedKey::key)
				.extracting(ParkedKey::reason)
				.asString()
				.contains("IllegalArgumentException")
				.doesNotContain("-7"));
		assertThat(cached("written", 1)).isNull();
		assertThat(cached("written", 2)).isEqualTo(new Product(2, 1));
		sql("UPDATE cached.written SET version = 2 WHERE id = 1");
		awaitSynced();
		assertThat(operations.parked()).isEmpty();
		assertThat(cached("written", 1)).isEqualTo(new Product(1, 2));
	}

	@Test
	void aWrittenEntryIsComparedWithItsRowAndOthersAreTheApplications() throws Exception {
		assertThat(products.written(ROWS + 1)).isNull();
		assertThat(cached("written", ROWS + 1)).as("that there is no row").isNull();
		assertThat(template.hasKey("written::" + (ROWS + 1))).isTrue();
		products.plain(1);
		template.delete("written::3");
		assertThat(operations.verify("cached.*").isConsistent()).isTrue();
		template.copy("written::2", "written::1", true);
		template.copy("written::2", "written::999", true);
		template.copy("plain::1", "plain::999", true);
		assertThat(operations.verify(Verify.table("cached.*").mending()).pipelines()).singleElement()
			.extracting(Verification::examples)
			.asInstanceOf(InstanceOfAssertFactories.list(Difference.class))
			.extracting(Difference::toString)
			.containsExactlyInAnyOrder("DIFFERENT written::1", "LEFT_OVER written::999");
		assertThat(cached("written", 1)).isEqualTo(new Product(1, 0));
		assertThat(template.hasKey("written::999")).isFalse();
		template.delete("plain::999");
	}

	@ParameterizedTest
	@EnumSource
	void fillsAndIsEvicted(Access access) throws Exception {
		assertThat(access.get(1)).isEqualTo(new Product(1, 0));
		assertThat(cached("guarded", 1)).isEqualTo(new Product(1, 0));
		assertThat(template.getExpire("guarded::1", TimeUnit.SECONDS)).isBetween(3000L, 3600L);
		assertThat(template.keys("canal:ticket:*")).isEmpty();
		write("guarded", 1);
		awaitSynced();
		assertThat(cached("guarded", 1)).isNull();
		assertThat(access.get(1)).isEqualTo(new Product(1, 1));
		assertThat(cached("guarded", 1)).isEqualTo(new Product(1, 1));
	}

	/** Miss, read, commit, sink, fill. */
	@ParameterizedTest
	@EnumSource
	void theRowChangesBetweenReadAndFill(Access access) {
		afterRead(() -> {
			write("guarded", 1);
			awaitSynced();
		}, () -> assertThat(access.get(1)).isEqualTo(new Product(1, 0)));
		assertThat(cached("guarded", 1)).isNull();
		assertThat(access.get(1)).isEqualTo(new Product(1, 1));
	}

	@Test
	void theRowChangesBetweenReadAndFillOfAWrittenEntry() {
		template.delete("written::1");
		afterRead(() -> {
			write("written", 1);
			awaitSynced();
		}, () -> assertThat(products.written(1)).isEqualTo(new Product(1, 0)));
		assertThat(cached("written", 1)).isEqualTo(new Product(1, 1));
	}

	@Test
	void aRowIsInsertedBetweenReadAndFill() {
		sql("DELETE FROM cached.guarded WHERE id = 1");
		awaitSynced();
		afterRead(() -> {
			sql("INSERT INTO cached.guarded VALUES (1, 7)");
			awaitSynced();
		}, () -> assertThat(products.guarded(1)).isNull());
		assertThat(products.guarded(1)).isEqualTo(new Product(1, 7));
	}

	@Test
	void anUnprotectedCacheKeepsTheOldRow() {
		afterRead(() -> {
			write("plain", 1);
			awaitSynced();
		}, () -> assertThat(products.plain(1)).isEqualTo(new Product(1, 0)));
		awaitFilled("plain", new Product(1, 0));
	}

	/** In the binlog, miss, read, fill, visible, sink. */
	@ParameterizedTest
	@EnumSource
	void theCommitHangsWhileAnEntryIsFilled(Access access) throws Exception {
		CompletableFuture<Void> commit;
		HeldCommits held = new HeldCommits(database);
		try {
			commit = commitInBinlog("guarded", 1);
			assertThat(access.get(1)).isEqualTo(new Product(1, 0));
			assertThat(commit).isNotDone();
			// What everybody still sees in MySQL.
			assertThat(cached("guarded", 1)).isEqualTo(new Product(1, 0));
		}
		finally {
			held.close();
		}
		commit.join();
		awaitSynced();
		assertThat(cached("guarded", 1)).isNull();
		assertThat(access.get(1)).isEqualTo(new Product(1, 1));
	}

	/** In the binlog, miss, read, visible, sink, fill. */
	@ParameterizedTest
	@EnumSource
	void theCommitHangsWhileARowIsRead(Access access) throws Exception {
		HeldCommits held = new HeldCommits(database);
		try {
			CompletableFuture<Void> commit = commitInBinlog("guarded", 1);
			afterRead(() -> {
				close(held);
				commit.join();
				awaitSynced();
			}, () -> assertThat(access.get(1)).isEqualTo(new Product(1, 0)));
		}
		finally {
			held.close();
		}
		assertThat(cached("guarded", 1)).isNull();
		assertThat(access.get(1)).isEqualTo(new Product(1, 1));
	}

	@Test
	void theCommitHangsWhileAnEntryIsWritten() throws Exception {
		CompletableFuture<Void> commit;
		HeldCommits held = new HeldCommits(database);
		try {
			commit = commitInBinlog("written", 1);
			template.delete("written::1");
			assertThat(products.written(1)).isEqualTo(new Product(1, 0));
			assertThat(cached("written", 1)).isEqualTo(new Product(1, 0));
		}
		finally {
			held.close();
		}
		commit.join();
		awaitSynced();
		assertThat(cached("written", 1)).isEqualTo(new Product(1, 1));
	}

	@Test
	void anUnprotectedCacheKeepsTheOldRowWhenTheCommitHangs() throws Exception {
		products.plain(1);
		awaitFilled("plain", new Product(1, 0));
		CompletableFuture<Void> commit;
		HeldCommits held = new HeldCommits(database);
		try {
			commit = commitInBinlog("plain", 1);
			await().atMost(SOON).until(() -> cached("plain", 1) == null);
			assertThat(products.plain(1)).isEqualTo(new Product(1, 0));
			awaitFilled("plain", new Product(1, 0));
		}
		finally {
			held.close();
		}
		commit.join();
		awaitSynced();
		assertThat(products.read("plain", 1)).isEqualTo(new Product(1, 1));
		assertThat(cached("plain", 1)).isEqualTo(new Product(1, 0));
	}

	/** A transaction goes on seeing the rows as they were when it began. */
	@Test
	void aTransactionThatHasBegunDoesNotFill() {
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			products.read("guarded", 2);
			write("guarded", 1);
			awaitSynced();
			assertThat(products.guarded(1)).isEqualTo(new Product(1, 0));
			assertThat(products.guardedInStep(1)).isEqualTo(new Product(1, 0));
		});
		assertThat(cached("guarded", 1)).isNull();
		assertThat(products.guarded(1)).isEqualTo(new Product(1, 1));
	}

	/**
	 * Rounds of changes, until the cache that is not protected holds an old row in quiet.
	 */
	@Test
	void manyReadersAndWritersLeaveNoStaleEntry() {
		Runnable delay = () -> LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(10_000_000));
		products.afterRead(delay);
		other.getBean(Products.class).afterRead(delay);
		AtomicBoolean reading = new AtomicBoolean(true);
		List<CompletableFuture<Void>> readers = new ArrayList<>();
		for (int thread = 0; thread < 3; thread++) {
			readers.add(start(thread, (random) -> readOne(context, random), reading));
			readers.add(start(thread + 50, (random) -> readOne(other, random), reading));
		}
		try {
			int unprotected = 0;
			for (int round = 0; round < MIN_ROUNDS || (unprotected == 0 && round < MAX_ROUNDS); round++) {
				writeMany(round);
				awaitSynced();
				assertThat(stale("guarded")).as("Stale entries in quiet, round %s", round).isZero();
				unprotected += stale("plain");
			}
			assertThat(unprotected).as("Stale entries of the cache that is not protected").isPositive();
			assertThat(filled("guarded")).isPositive();
		}
		finally {
			reading.set(false);
			readers.forEach(CompletableFuture::join);
			products.afterRead(NOTHING);
		}
	}

	private static void writeMany(int round) {
		AtomicInteger left = new AtomicInteger(120);
		AtomicBoolean writing = new AtomicBoolean(true);
		List<CompletableFuture<Void>> writers = new ArrayList<>();
		for (int thread = 0; thread < 2; thread++) {
			writers.add(start(100 + 2 * round + thread, (random) -> {
				database()
					.sql("UPDATE cached." + (random.nextBoolean() ? "guarded" : "plain")
							+ " SET version = version + 1 WHERE id = ?")
					.param(1 + random.nextInt(ROWS))
					.update();
				LockSupport.parkNanos(random.nextInt(4_000_000));
				writing.compareAndSet(true, left.decrementAndGet() > 0);
			}, writing));
		}
		writers.forEach(CompletableFuture::join);
	}

	private static CompletableFuture<Void> start(long seed, Consumer<SplittableRandom> action, AtomicBoolean running) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		SplittableRandom random = new SplittableRandom(seed);
		Thread thread = new Thread(() -> {
			try {
				while (running.get()) {
					action.accept(random);
				}
				done.complete(null);
			}
			catch (RuntimeException | Error ex) {
				done.completeExceptionally(ex);
			}
		});
		thread.start();
		return done;
	}

	private static void readOne(ConfigurableApplicationContext instance, SplittableRandom random) {
		Products products = instance.getBean(Products.class);
		long id = 1 + random.nextInt(ROWS);
		switch (random.nextInt(6)) {
			case 0 -> products.guarded(id);
			case 1 -> products.guardedInStep(id);
			case 2 -> products.guardedLater(id).join();
			default -> products.plain(id);
		}
	}

	private static int stale(String table) {
		int stale = 0;
		for (int id = 1; id <= ROWS; id++) {
			Product cached = cached(table, id);
			if (cached != null && !cached.equals(row(table, id))) {
				stale++;
			}
		}
		return stale;
	}

	private static Product row(String table, long id) {
		return database().sql("SELECT id, version FROM cached." + table + " WHERE id = ?")
			.param(id)
			.query(Product.class)
			.single();
	}

	/** Over connections that are kept. */
	private static JdbcClient database() {
		return JdbcClient.create(context.getBean(DataSource.class));
	}

	private static int filled(String table) {
		int filled = 0;
		for (int id = 1; id <= ROWS; id++) {
			filled += (cached(table, id) != null) ? 1 : 0;
		}
		return filled;
	}

	/** A change that is in the binlog and that nobody can see yet. */
	private static CompletableFuture<Void> commitInBinlog(String table, long id) {
		Object before = binlogEnd();
		CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> write(table, id));
		await().atMost(SOON).until(() -> !binlogEnd().equals(before));
		assertThat(products.read(table, id).version()).isZero();
		return commit;
	}

	private static Object binlogEnd() {
		return database().sql("SHOW MASTER STATUS").query((row, number) -> row.getLong(2)).single();
	}

	private static void afterRead(Runnable action, Runnable reads) {
		AtomicBoolean done = new AtomicBoolean();
		products.afterRead(() -> {
			if (done.compareAndSet(false, true)) {
				action.run();
			}
		});
		try {
			reads.run();
			assertThat(done).isTrue();
		}
		finally {
			products.afterRead(NOTHING);
		}
	}

	/** Spring Data fills a cache that is not protected in the background. */
	private static void awaitFilled(String cache, Product product) {
		await().atMost(SOON).untilAsserted(() -> assertThat(cached(cache, product.id())).isEqualTo(product));
	}

	private static @Nullable Product cached(String cache, long id) {
		// Not through the cache, which would take a ticket.
		byte[] value = template.execute((RedisCallback<byte[]>) (connection) -> connection.stringCommands()
			.get((cache + "::" + id).getBytes(StandardCharsets.UTF_8)));
		if (value == null) {
			return null;
		}
		Cache.ValueWrapper wrapper = context.getBean(CacheManager.class).getCache(cache).get(id);
		return (wrapper != null) ? (Product) wrapper.get() : null;
	}

	private static void write(String table, long id) {
		sql("UPDATE cached." + table + " SET version = version + 1 WHERE id = " + id);
	}

	private static void awaitSynced() {
		try {
			operations.awaitSynced(SOON);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void close(HeldCommits held) {
		try {
			held.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sql(String sql) {
		try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.rootUser(),
				database.rootPassword()); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * How the protected cache is used.
	 */
	enum Access {

		LOOK_UP_AND_PUT(Products::guarded), IN_STEP(Products::guardedInStep),
		LATER((products, id) -> products.guardedLater(id).join());

		private final BiFunction<Products, Long, Product> call;

		Access(BiFunction<Products, Long, Product> call) {
			this.call = call;
		}

		Product get(long id) {
			return this.call.apply(products, id);
		}

	}

}
