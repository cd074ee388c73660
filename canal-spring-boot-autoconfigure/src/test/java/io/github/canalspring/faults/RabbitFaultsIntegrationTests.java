package io.github.canalspring.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.RabbitMqServer;
import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Binlog, RabbitMQ, Redis: one application does all of it, another, in a process of its
 * own, shares the two queues. Whatever happens to them, no key ever goes back, and in the
 * end each is its row.
 */
@Timeout(180)
class RabbitFaultsIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final int ROWS = 40;

	/** Of a message that goes out: its confirmation does not come. */
	private static final String PUBLISHED = "canal-version";

	/** An acknowledgement, which does not arrive. */
	private static final String APPLIED = "\0<\0P";

	private static DatabaseServer database;

	private static RedisServer redis;

	private static RabbitMqServer rabbit;

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext first;

	@BeforeAll
	static void start() {
		Optional<RabbitMqServer> available = RabbitMqServer.available();
		Assumptions.assumeTrue(available.isPresent(), "There is neither RabbitMQ nor Docker here");
		rabbit = available.orElseThrow().start();
		database = DatabaseServer.mariadb().start();
		redis = RedisServer.create().start();
	}

	@AfterAll
	static void close() {
		if (rabbit != null) {
			redis.close();
			database.close();
			rabbit.close();
		}
	}

	@AfterEach
	void closeFirst() {
		if (this.first != null) {
			this.first.close();
		}
	}

	@Test
	void noKeyGoesBackAndInTheEndEachIsItsRow() throws Exception {
		sql("CREATE DATABASE shop", "CREATE TABLE shop.product (id INT PRIMARY KEY, rev INT NOT NULL)",
				"INSERT INTO shop.product VALUES (1, 1), (2, 2)");
		InetSocketAddress target = new InetSocketAddress(rabbit.host(), rabbit.port());
		try (Proxy one = new Proxy("rabbit-1", target);
				Proxy two = new Proxy("rabbit-2", target);
				Watcher watcher = new Watcher();
				Writer writer = new Writer()) {
			Child second = new Child(Application.class, arguments("second", two), this.directory.resolve("second.log"));
			second.start();
			this.first = run(one);
			try {
				awaitSame(writer);
				// So that it has the queues when the other is cut off.
				await().atMost(SOON).until(() -> second.lines("Created new connection").size() >= 2);
				one.cut();
				awaitSame(writer);
				// The one that is cut off still has what it got, and the other gets it
				// too.
				one.refuse();
				writer.pass(50);
				one.accept();
				awaitSame(writer);
				awaitTurn(second);
				writer.pass(20);
				second.kill();
				awaitSame(writer);
				second.start();
				rabbit.kill();
				writer.pass(50);
				rabbit.start();
				awaitSame(writer);
				endAt(PUBLISHED, one, () -> {
				}, writer);
				awaitSame(writer);
				// The other one has all queues since then.
				two.refuse();
				awaitSame(writer);
				endAt(APPLIED, one, two::accept, writer);
				awaitSame(writer);
				assertThat(second.isAlive()).isTrue();
			}
			catch (AssertionError | ConditionTimeoutException ex) {
				throw new AssertionError(second.output(), ex);
			}
			finally {
				second.kill();
			}
			writer.pass(50);
			writer.end();
			await().atMost(SOON).untilAsserted(() -> assertThat(copies()).isEqualTo(rows()));
			this.first.close();
			watcher.check();
		}
	}

	/**
	 * Close the application when something has passed, with no connection to say goodbye
	 * on, and start it again.
	 */
	private void endAt(String bytes, Proxy proxy, Runnable takeOver, Writer writer) throws Exception {
		CountDownLatch passed = new CountDownLatch(1);
		proxy.add(Rule.onRequest(bytes.equals(PUBLISHED) ? Rule.Moment.AFTER : Rule.Moment.BEFORE, bytes, 3, () -> {
			proxy.refuse();
			passed.countDown();
		}));
		assertThat(passed.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		takeOver.run();
		this.first.close();
		proxy.clearRules();
		proxy.accept();
		writer.pass(20);
		this.first = run(proxy);
	}

	private static void awaitSame(Writer writer) throws Exception {
		writer.pass(60);
		writer.hold(() -> await().atMost(SOON).untilAsserted(() -> assertThat(copies()).isEqualTo(rows())));
	}

	/** Wait until it has been the one that reads a queue. */
	private static void awaitTurn(Child child) {
		await().atMost(SOON)
			.until(() -> !child.lines(": goes on from ").isEmpty() || !child.lines(": starts at ").isEmpty());
	}

	/** The application that also publishes. */
	private ConfigurableApplicationContext run(Proxy rabbitmq) {
		List<String> arguments = new ArrayList<>(arguments("first", rabbitmq));
		arguments.addAll(List.of("--canal.server.ip=" + database.host(), "--canal.server.port=" + database.port(),
				"--canal.server.user-name=canal", "--canal.server.user-pass=canal", "--canal.server.dest=shop",
				"--canal.sinks.rabbitmq[0].table=shop.product", "--canal.sinks.rabbitmq[0].exchange=shop",
				"--canal.sinks.rabbitmq[0].format=debezium"));
		return application().run(arguments.toArray(String[]::new));
	}

	private static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE);
	}

	private List<String> arguments(String name, Proxy rabbitmq) {
		return List.of("--spring.main.banner-mode=off", "--spring.rabbitmq.port=" + rabbitmq.port(),
				"--spring.data.redis.port=" + redis.port(),
				"--canal.checkpoint.directory=" + this.directory.resolve(name), "--canal.retry.max-delay=1s",
				"--canal.servers.copy.type=rabbitmq", "--canal.servers.copy.dest=copy",
				"--canal.servers.copy.rabbitmq.queues=copy.{sink}.1,copy.{sink}.2",
				"--canal.servers.copy.rabbitmq.exchange=shop", "--canal.servers.copy.rabbitmq.format=debezium",
				"--canal.servers.copy.rabbitmq.prefetch=20", "--canal.servers.copy.sinks.redis[0].table=shop.product",
				"--canal.servers.copy.sinks.redis[0].key=product:{id}",
				"--canal.servers.copy.sinks.redis[0].value=text:{rev}");
	}

	private static Map<String, String> copies() {
		RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			Map<String, String> copies = new TreeMap<>();
			List<String> keys = connection.sync().keys("product:*");
			keys.forEach((key) -> copies.put(key, connection.sync().get(key)));
			return copies;
		}
		finally {
			client.shutdown(0, 0, TimeUnit.SECONDS);
		}
	}

	private static Map<String, String> rows() throws SQLException {
		Map<String, String> rows = new TreeMap<>();
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT id, rev FROM shop.product")) {
			while (result.next()) {
				rows.put("product:" + result.getInt(1), result.getString(2));
			}
		}
		return rows;
	}

	private static void sql(String... statements) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private static Connection connect() throws SQLException {
		return DriverManager.getConnection(database.jdbcUrl(), database.rootUser(), database.rootPassword());
	}

	/** Writes without a break: each revision is larger than all before it. */
	private static final class Writer implements AutoCloseable {

		private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

		private final Random random = new Random(7);

		private final Thread thread = new Thread(this::run, "writer");

		private final AtomicReference<Throwable> failure = new AtomicReference<>();

		private final Object pause = new Object();

		private volatile boolean ended;

		private volatile int revision = 10;

		Writer() {
			this.thread.start();
		}

		private void run() {
			try (Connection connection = connect(); Statement statement = connection.createStatement()) {
				while (!this.ended) {
					synchronized (this.pause) {
						write(statement);
					}
					LockSupport.parkNanos(PAUSE);
				}
			}
			catch (SQLException ex) {
				this.failure.set(ex);
			}
		}

		private void write(Statement statement) throws SQLException {
			int next = this.revision + 1;
			int id = this.random.nextInt(ROWS);
			switch (this.random.nextInt(6)) {
				case 0 -> statement.execute("DELETE FROM shop.product WHERE id = " + id);
				case 1 -> statement.execute("UPDATE IGNORE shop.product SET id = " + this.random.nextInt(ROWS)
						+ ", rev = " + next + " WHERE id = " + id);
				default -> statement.execute("INSERT INTO shop.product VALUES (" + id + ", " + next
						+ ") ON DUPLICATE KEY UPDATE rev = " + next);
			}
			this.revision = next;
		}

		/** Wait until so many more are written. */
		void pass(int writes) {
			int wanted = this.revision + writes;
			await().atMost(SOON).until(() -> this.failure.get() != null || this.revision >= wanted);
			assertThat(this.failure.get()).isNull();
		}

		void hold(Check check) throws Exception {
			synchronized (this.pause) {
				check.run();
			}
		}

		void end() throws InterruptedException {
			this.ended = true;
			this.thread.join();
		}

		@Override
		public void close() {
			try {
				end();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/** Sees a key that goes back to an older row. */
	private static final class Watcher implements AutoCloseable {

		private final RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());

		private final List<String> wrong = new ArrayList<>();

		private final CountDownLatch ended = new CountDownLatch(1);

		private final Thread thread = new Thread(this::run, "watcher");

		Watcher() {
			this.thread.start();
		}

		private void run() {
			String[] keys = new String[ROWS];
			int[] seen = new int[ROWS];
			for (int id = 0; id < ROWS; id++) {
				keys[id] = "product:" + id;
			}
			try (StatefulRedisConnection<String, String> connection = this.client.connect()) {
				while (!this.ended.await(1, TimeUnit.MILLISECONDS)) {
					int id = 0;
					for (KeyValue<String, String> copy : connection.sync().mget(keys)) {
						int revision = Integer.parseInt(copy.getValueOrElse("0"));
						if (revision > 0 && revision < seen[id]) {
							this.wrong.add(copy.getKey() + " was " + seen[id] + " and is " + revision);
						}
						seen[id] = Math.max(seen[id], revision);
						id++;
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void check() throws InterruptedException {
			this.ended.countDown();
			this.thread.join();
			assertThat(this.wrong).isEmpty();
		}

		@Override
		public void close() {
			this.ended.countDown();
			this.client.shutdown(0, 0, TimeUnit.SECONDS);
		}

	}

	private interface Check {

		void run() throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		public static void main(String[] arguments) throws IOException {
			application().run(arguments);
			// It ends with the process that started it.
			while (System.in.read() >= 0) {
				continue;
			}
			Runtime.getRuntime().halt(1);
		}

	}

}
