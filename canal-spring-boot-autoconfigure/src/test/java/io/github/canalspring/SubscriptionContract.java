package io.github.canalspring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.canalspring.Finding.Severity;
import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose changes are those that a table says, on every server.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class SubscriptionContract {

	static final Duration SOON = Duration.ofSeconds(60);

	private final RedisServer redisServer = RedisServer.create().start();

	DatabaseServer database;

	private Connection connection;

	@TempDir
	Path directory;

	private int tests;

	String db;

	String config;

	Received received;

	ConfigurableApplicationContext context;

	abstract DatabaseServer.Builder server();

	@BeforeAll
	void connect() throws SQLException {
		this.database = server().start();
		this.connection = DriverManager.getConnection(this.database.jdbcUrl(), this.database.rootUser(),
				this.database.rootPassword());
	}

	@AfterAll
	void closeServers() throws SQLException {
		this.redisServer.close();
		if (this.database != null) {
			this.connection.close();
			this.database.close();
		}
	}

	@BeforeEach
	void create() throws SQLException {
		this.db = "shop" + ++this.tests;
		this.config = this.db + ".subscriptions";
		this.received = new Received();
		ScriptUtils.executeSqlScript(this.connection, schema());
		sql("USE " + this.db);
		for (String table : List.of("a", "b", "ab", "c")) {
			sql("CREATE TABLE " + table + " (id INT PRIMARY KEY, v INT NOT NULL)");
		}
	}

	/** The script that is shipped, for a table of this test. */
	private Resource schema() {
		try {
			String script = new ClassPathResource("io/github/canalspring/subscription/schema-mysql.sql")
				.getContentAsString(StandardCharsets.UTF_8)
				.replace("baker_sys_canal.baker_canal_config", this.config)
				.replace("baker_sys_canal", this.db);
			return new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@AfterEach
	void close() throws SQLException {
		sql("SET GLOBAL binlog_row_metadata = FULL");
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void aChangeCountsFromItsPlaceOn() throws Exception {
		subscribe("a", "111");
		subscribe("b", "100");
		this.context = run();
		transaction("INSERT INTO a VALUES (1, 1), (2, 1)", "INSERT INTO b VALUES (1, 1)", "UPDATE b SET v = 2",
				"DELETE FROM b", "INSERT INTO c VALUES (1, 1)");
		transaction("INSERT INTO c VALUES (2, 1)",
				"INSERT INTO subscriptions (db_name, tb_name) VALUES (DATABASE(), 'c'), (DATABASE(), 'subscriptions')",
				"INSERT INTO c VALUES (3, 1)", "UPDATE subscriptions SET monitor_delete = 0 WHERE tb_name = 'a'",
				"DELETE FROM a WHERE id = 1", "UPDATE a SET v = 3 WHERE id = 2",
				"DELETE FROM subscriptions WHERE tb_name = 'b'", "INSERT INTO b VALUES (4, 1)");
		sql("INSERT INTO c VALUES (4, 1)", "INSERT INTO b VALUES (5, 1)", "DELETE FROM a WHERE id = 2",
				"UPDATE subscriptions SET monitor_insert = 0, update_time = '2020-01-01 00:00:00'",
				"INSERT INTO a VALUES (9, 1)", "UPDATE a SET v = 2 WHERE id = 9", "INSERT INTO c VALUES (9, 1)",
				"DELETE FROM c WHERE id = 9", "DELETE FROM subscriptions", "UPDATE c SET v = 7");
		awaitSynced();
		List<Integer> ids = query("SELECT id FROM c");
		assertThat(ids).hasSize(4);
		assertThat(this.received.events).containsExactly("INSERT a 1", "INSERT a 2", "INSERT b 1",
				// Not c 2, nor the row itself that subscribes to the table.
				"INSERT c 3", "UPDATE subscriptions 1", "UPDATE a 2", "DELETE subscriptions 2", "INSERT c 4",
				"UPDATE subscriptions 1", "UPDATE subscriptions 3", "UPDATE subscriptions 4", "UPDATE a 9",
				"DELETE c 9", "DELETE subscriptions 1", "DELETE subscriptions 3", "DELETE subscriptions 4");
	}

	@Test
	void aChangeCountsWithinATransactionThatIsReadInSlices() throws Exception {
		subscribe("a", "111");
		this.context = run();
		transaction("INSERT INTO a " + values(1, 20000, (id) -> 0), "INSERT INTO c " + values(1, 20000, (id) -> 0),
				"INSERT INTO subscriptions (db_name, tb_name) VALUES (DATABASE(), 'c')", "UPDATE c SET v = 1",
				"UPDATE subscriptions SET monitor_insert = 0", "INSERT INTO a " + values(20001, 30000, (id) -> 0),
				"UPDATE a SET v = 1 WHERE id > 20000", "DELETE FROM subscriptions", "DELETE FROM a");
		awaitSynced();
		assertThat(this.received.events).hasSize(50000)
			.startsWith("INSERT a 1")
			.endsWith("UPDATE a 30000")
			.doesNotHaveDuplicates();
		assertThat(this.received.events.subList(20000, 40000)).allMatch((event) -> event.startsWith("UPDATE c "));
	}

	/**
	 * Random transactions and subscriptions, while the application comes and goes: what
	 * arrives is what a reader of the same statements would let pass.
	 */
	@Test
	void restartsAndLagChangeNothing() throws Exception {
		long seed = Long.getLong("subscription.seed", System.nanoTime());
		Random random = new Random(seed);
		// Without names in the binlog, positions also tell of the tables that are read.
		sql("SET GLOBAL binlog_row_metadata = " + (random.nextBoolean() ? noNames() : "FULL"));
		Model model = new Model(this.db);
		model.subscribe(this, "a", 7);
		this.context = run();
		for (int round = 0; round < 5; round++) {
			boolean away = random.nextInt(3) == 0;
			if (away) {
				this.context.close();
			}
			for (int number = 0; number < 12; number++) {
				this.connection.setAutoCommit(false);
				for (int left = 1 + random.nextInt(5); left > 0; left--) {
					model.step(this, random);
				}
				this.connection.commit();
				this.connection.setAutoCommit(true);
			}
			if (away) {
				this.context = run();
			}
		}
		awaitSynced();
		assertThat(this.received.events).as("seed " + seed).containsExactlyElementsOf(model.expected);
	}

	@Test
	void whatWasSubscribedAtAnOldPlaceIsFoundOut() throws Exception {
		subscribe("a", "111");
		sql("INSERT INTO a VALUES (1, 1)", "DELETE FROM subscriptions", "INSERT INTO a VALUES (2, 1)");
		subscribe("b", "111");
		sql("INSERT INTO b VALUES (1, 1)");
		this.context = run("canal.start-from=earliest");
		awaitSynced();
		assertThat(this.received.events).containsExactly("INSERT a 1", "INSERT b 1");
		this.context.close();
		// As if no table had been configured until now.
		sql("INSERT INTO c VALUES (1, 1)");
		this.context = run("canal.subscription.table=");
		awaitSynced();
		sql("DELETE FROM subscriptions", "INSERT INTO c VALUES (2, 1)");
		awaitSynced();
		this.context.close();
		assertThat(this.received.events).endsWith("INSERT c 1", "DELETE subscriptions 2", "INSERT c 2");
		subscribe("c", "100");
		sql("INSERT INTO c VALUES (3, 1)", "DELETE FROM subscriptions", "INSERT INTO c VALUES (4, 1)");
		this.context = run();
		awaitSynced();
		assertThat(this.received.events).endsWith("INSERT c 2", "INSERT c 3");
	}

	@Test
	void copiesAreFilledWhenATableIsSubscribed() throws Exception {
		for (String table : List.of("a", "b", "c")) {
			sql("INSERT INTO " + table + " " + values(1, 1200, (id) -> id));
		}
		subscribe("a", "111");
		this.context = runWithCopies();
		awaitSynced();
		assertCopyEquals("a");
		assertThat(redis().keys(this.db + ":b:*")).isEmpty();
		subscribe("b", "111");
		sql("UPDATE b SET v = v + 1 WHERE id % 7 = 0", "DELETE FROM b WHERE id % 50 = 0");
		awaitSynced();
		assertCopyEquals("b");
		// What is missed between is made up for.
		sql("DELETE FROM subscriptions WHERE tb_name = 'b'", "UPDATE b SET v = v + 1", "DELETE FROM b WHERE id = 1");
		awaitSynced();
		assertThat(redis().opsForValue().get(this.db + ":b:1")).isEqualTo("1");
		transaction("DELETE FROM subscriptions WHERE tb_name = 'a'", "UPDATE a SET v = 0",
				"INSERT INTO subscriptions (db_name, tb_name) VALUES (DATABASE(), 'a'), (DATABASE(), 'b')");
		awaitSynced();
		assertCopyEquals("a");
		assertCopyEquals("b");
		this.context.close();
		subscribe("c", "111");
		sql("UPDATE subscriptions SET monitor_update = 0 WHERE tb_name = 'a'", "UPDATE a SET v = 1 WHERE id = 1",
				"UPDATE subscriptions SET monitor_update = 1 WHERE tb_name = 'a'", "UPDATE c SET v = 3 WHERE id = 3");
		this.context = runWithCopies();
		awaitSynced();
		assertCopyEquals("a");
		assertCopyEquals("c");
		sql("TRUNCATE TABLE c", "INSERT INTO c VALUES (5, 5)");
		awaitSynced();
		assertCopyEquals("c");
		assertThat(operations().verify(this.db + ".*").isConsistent()).isTrue();
		redis().delete(List.of(this.db + ":a:2", this.db + ":b:3"));
		// What is not delivered cannot be compared, and would be no difference.
		sql("UPDATE subscriptions SET monitor_delete = 0 WHERE tb_name = 'a'", "DELETE FROM a WHERE id = 3");
		awaitSynced();
		assertThat(operations().verify(this.db + ".*").pipelines()).singleElement().satisfies((found) -> {
			assertThat(found.error()).contains("Table " + this.db + ".a is subscribed in part only");
			assertThat(found.examples()).extracting(Object::toString).containsExactly("MISSING " + this.db + ":b:3");
		});
		sql("UPDATE subscriptions SET monitor_delete = 1 WHERE tb_name = 'a'");
		awaitSynced();
		assertThat(operations().verify(this.db + ".a").isConsistent()).isTrue();
	}

	@Test
	void theTableMayBeEmptiedReplacedAndGone() throws Exception {
		subscribe("a", "111");
		this.context = run();
		awaitSynced();
		sql("INSERT INTO a VALUES (1, 1)", "TRUNCATE TABLE subscriptions", "INSERT INTO a VALUES (2, 1)");
		awaitSynced();
		subscribe("b", "111");
		sql("INSERT INTO b VALUES (3, 1)", "CREATE TABLE other LIKE subscriptions",
				"INSERT INTO other (db_name, tb_name) VALUES (DATABASE(), 'c')",
				"RENAME TABLE subscriptions TO old, other TO subscriptions", "INSERT INTO b VALUES (4, 1)",
				"INSERT INTO c VALUES (4, 1)");
		awaitSynced();
		sql("DROP TABLE subscriptions", "INSERT INTO c VALUES (5, 1)");
		awaitSynced();
		assertThat(operations().diagnose()).anyMatch((finding) -> finding.severity() == Severity.ERROR
				&& finding.problem().contains("no subscription table"));
		sql("RENAME TABLE old TO subscriptions", "INSERT INTO b VALUES (6, 1)");
		awaitSynced();
		assertThat(this.received.events).containsExactly("INSERT a 1", "INSERT b 3", "INSERT c 4", "INSERT b 6");
	}

	private String noNames() {
		return this.database.isMariaDb() ? "NO_LOG" : "MINIMAL";
	}

	/** {@code VALUES} with each number of a range, and a second column. */
	private static String values(int from, int to, IntUnaryOperator second) {
		return IntStream.rangeClosed(from, to)
			.mapToObj((id) -> "(" + id + "," + second.applyAsInt(id) + ")")
			.collect(Collectors.joining(",", "VALUES ", ""));
	}

	void subscribe(String table, String operations) throws SQLException {
		sql("INSERT INTO subscriptions (db_name, tb_name, monitor_insert, monitor_update, monitor_delete) VALUES ('"
				+ this.db + "', '" + table + "', " + String.join(", ", operations.split("")) + ")");
	}

	void assertCopyEquals(String table) throws SQLException {
		Map<String, String> expected = new TreeMap<>();
		try (Statement statement = this.connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT id, v FROM " + table)) {
			while (rows.next()) {
				expected.put(this.db + ":" + table + ":" + rows.getInt(1), rows.getString(2));
			}
		}
		Map<String, String> copy = new TreeMap<>();
		redis().keys(this.db + ":" + table + ":*").forEach((key) -> copy.put(key, redis().opsForValue().get(key)));
		assertThat(copy).isEqualTo(expected);
	}

	ConfigurableApplicationContext runWithCopies(String... more) {
		return run(Stream
			.concat(Stream.of(more),
					IntStream.range(0, 3)
						.boxed()
						.flatMap((index) -> Stream
							.of("table=" + this.db + "." + "abc".charAt(index),
									"key=" + this.db + ":" + "abc".charAt(index) + ":{id}", "value=text:{v}")
							.map((property) -> "canal.sinks.redis[" + index + "]." + property)))
			.toArray(String[]::new));
	}

	/**
	 * With properties beside the usual ones, or in their place; empty ones are not set.
	 */
	ConfigurableApplicationContext run(String... more) {
		Map<String, String> properties = new TreeMap<>();
		Stream
			.concat(Stream.of("canal.server.ip=" + this.database.host(), "canal.server.port=" + this.database.port(),
					"canal.server.user-name=" + this.database.canalUser(),
					"canal.server.user-pass=" + this.database.canalPassword(), "canal.server.dest=" + this.db,
					"canal.checkpoint.directory=" + this.directory, "canal.retry.delay=50ms",
					"canal.subscription.table=" + this.config, "test.db=" + this.db, "test.named=" + this.db + ".*",
					"spring.data.redis.host=" + this.redisServer.host(),
					"spring.data.redis.port=" + this.redisServer.port()), Stream.of(more))
			.map((property) -> property.split("=", 2))
			.forEach((property) -> properties.put(property[0], property[1]));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((context) -> context.getBeanFactory().registerSingleton("received", this.received))
			.run(properties.entrySet()
				.stream()
				.filter((property) -> !property.getValue().isEmpty())
				.map((property) -> "--" + property.getKey() + "=" + property.getValue())
				.toArray(String[]::new));
	}

	void awaitSynced() throws InterruptedException {
		await().atMost(SOON).until(() -> operations().status().isRunning());
		operations().awaitSynced(SOON);
	}

	CanalOperations operations() {
		return this.context.getBean(CanalOperations.class);
	}

	StringRedisTemplate redis() {
		return this.context.getBean(StringRedisTemplate.class);
	}

	void sql(String... statements) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private void transaction(String... statements) throws SQLException {
		sql("START TRANSACTION");
		sql(statements);
		sql("COMMIT");
	}

	private List<Integer> query(String sql) throws SQLException {
		List<Integer> values = new ArrayList<>();
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				values.add(rows.getInt(1));
			}
		}
		return values;
	}

	/**
	 * What the statements that are executed lead to.
	 */
	private static final class Model {

		private static final List<String> TABLES = List.of("a", "b", "ab", "c", "subscriptions");

		private final String database;

		private final Map<String, Integer> operations = new TreeMap<>();

		private final Map<String, Integer> ids = new TreeMap<>();

		private final List<String> expected = new ArrayList<>();

		private int lastId;

		private int lastRow;

		Model(String database) {
			this.database = database;
		}

		void subscribe(SubscriptionContract test, String name, int bits) throws SQLException {
			this.lastId++;
			test.sql(
					"INSERT INTO subscriptions (id, db_name, tb_name, monitor_insert, monitor_update, monitor_delete) VALUES ("
							+ this.lastId + ", '" + this.database + "', '" + name + "', " + flags(bits, ", ") + ")");
			change("INSERT", "subscriptions", this.lastId);
			this.operations.put(name, bits);
			this.ids.put(name, this.lastId);
		}

		private static String flags(int bits, String separator) {
			return (bits & 1) + separator + (bits >> 1 & 1) + separator + (bits >> 2 & 1);
		}

		void step(SubscriptionContract test, Random random) throws SQLException {
			if (random.nextInt(4) != 0) {
				change(test, random);
				return;
			}
			List<String> names = List.of("a", "b", "c", "a*", "*b", "subscriptions");
			String name = names.get(random.nextInt(names.size()));
			int bits = random.nextInt(8);
			if (!this.operations.containsKey(name)) {
				subscribe(test, name, bits);
			}
			else if (random.nextBoolean()) {
				test.sql("DELETE FROM subscriptions WHERE id = " + this.ids.get(name));
				change("DELETE", "subscriptions", this.ids.remove(name));
				this.operations.remove(name);
			}
			else if (this.operations.get(name) != bits) {
				String flags = flags(bits, "");
				test.sql("UPDATE subscriptions SET monitor_insert = " + flags.charAt(0) + ", monitor_update = "
						+ flags.charAt(1) + ", monitor_delete = " + flags.charAt(2) + " WHERE id = "
						+ this.ids.get(name));
				change("UPDATE", "subscriptions", this.ids.get(name));
				this.operations.put(name, bits);
			}
		}

		private void change(SubscriptionContract test, Random random) throws SQLException {
			String table = TABLES.get(random.nextInt(4));
			int id = ++this.lastRow;
			test.sql("INSERT INTO " + table + " VALUES (" + id + ", 0)",
					"UPDATE " + table + " SET v = 1 WHERE id = " + id, "DELETE FROM " + table + " WHERE id = " + id);
			List.of("INSERT", "UPDATE", "DELETE").forEach((operation) -> change(operation, table, id));
		}

		private void change(String operation, String table, int id) {
			int bit = List.of("INSERT", "UPDATE", "DELETE").indexOf(operation);
			if ((bits(table) >> bit & 1) != 0) {
				this.expected.add(operation + " " + table + " " + id);
			}
		}

		private int bits(String table) {
			Integer own = this.operations.get(table);
			return (own != null) ? own : (table.startsWith("a") ? this.operations.getOrDefault("a*", 0) : 0)
					| (table.endsWith("b") ? this.operations.getOrDefault("*b", 0) : 0);
		}

	}

	/**
	 * What handlers were called with.
	 */
	static class Received {

		final List<String> events = Collections.synchronizedList(new ArrayList<>());

		final List<String> existing = new CopyOnWriteArrayList<>();

		private void add(List<String> to, RowEvent<Row> event) {
			if (event instanceof InsertEvent<Row> insert) {
				to.add("INSERT " + event.metadata().table() + " " + insert.after().get("id"));
			}
			else if (event instanceof UpdateEvent<Row> update) {
				to.add("UPDATE " + event.metadata().table() + " " + update.after().get("id"));
			}
			else if (event instanceof DeleteEvent<Row> delete) {
				to.add("DELETE " + event.metadata().table() + " " + delete.before().get("id"));
			}
		}

	}

	/**
	 * An application with handlers for all tables.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		private final Received received;

		Application(Received received) {
			this.received = received;
		}

		@CanalTable(value = "${test.db}.*", server = "${test.server:}")
		void changed(RowEvent<Row> event) {
			this.received.add(this.received.events, event);
		}

		@CanalTable(value = "${test.named}", server = "${test.server:}", snapshot = true)
		void existing(RowEvent<Row> event) {
			if (event.metadata().snapshot()) {
				this.received.add(this.received.existing, event);
			}
		}

	}

}
