package io.github.canalspring;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * An application whose copies are damaged by hand, and told so by comparing them, while
 * it goes on, on real servers.
 */
class VerifyIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(120);

	private static final int ROWS = 600;

	/** The workload leaves the rows up to this one alone. */
	private static final int QUIET = 100;

	/** Resync is tested with MariaDB. */
	private static final DatabaseServer database = DatabaseServer.configured()
		.orElseGet(DatabaseServer::mariadb)
		.start();

	private static final CopyServers servers = new CopyServers(database);

	private static final AtomicInteger tests = new AtomicInteger();

	@TempDir
	private Path directory;

	private final String name = "v" + tests.incrementAndGet();

	private final String table = "shop." + this.name;

	private ConfigurableApplicationContext context;

	@BeforeAll
	static void count() throws SQLException {
		servers.sql("CREATE TABLE numbers (seq INT PRIMARY KEY)",
				"INSERT INTO numbers WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < "
						+ ROWS + ") SELECT seq FROM n");
	}

	@AfterAll
	static void closeServers() throws SQLException {
		servers.close();
	}

	@BeforeEach
	void create() throws SQLException {
		sql("CREATE TABLE " + this.table + " (id BIGINT PRIMARY KEY, sku VARCHAR(40) NOT NULL, "
				+ "region VARCHAR(10) NOT NULL, price DECIMAL(10,2), note VARCHAR(20), tags JSON, "
				+ "on_sale BIT(1) NOT NULL, UNIQUE (sku), KEY (region, id))",
				"INSERT INTO " + this.table + " SELECT seq, CONCAT('S-', seq), "
						+ "IF(seq = 99, 'xx', IF(seq % 2, 'eu', 'us-1')), seq + 0.5, "
						+ "IF(seq % 5, CONCAT('n', seq), NULL), '{\"b\":[1,2.50],\"a\":null}', seq % 3 = 0 FROM numbers");
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void findsAndMendsWhatIsWrongAndNothingElseWhileTheStreamGoesOn() throws Exception {
		this.context = run();
		operations().awaitSynced(SOON);
		AtomicBoolean enough = new AtomicBoolean();
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(enough));
		try {
			VerifyReport clean = operations().verify(this.table);
			assertThat(clean.pipelines()).extracting(Verification::pipeline).containsExactly("elasticsearch", "redis");
			assertThat(clean.pipelines()).allSatisfy((each) -> assertThat(each.examples()).isEmpty());
			assertThat(clean.isConsistent()).isTrue();
			assertThat(clean.pipelines()).allSatisfy((each) -> assertThat(each.rows()).isGreaterThan(ROWS / 2));
			Set<String> expected = damage();
			VerifyReport found = operations().verify(Verify.table(this.table).examples(1000));
			assertThat(differences(found)).containsExactlyInAnyOrderElementsOf(expected);
			assertThat(found.differences()).isEqualTo(expected.size());
			VerifyReport mended = operations().verify(Verify.table("sh*." + this.name).mending());
			assertThat(mended.pipelines()).allSatisfy((each) -> {
				assertThat(each.differences()).isEqualTo(each.mended()).isPositive();
				assertThat(each.error()).isNull();
			});
			assertThat(operations().verify(this.table).isConsistent()).isTrue();
		}
		finally {
			enough.set(true);
			writing.join();
		}
		operations().awaitSynced(SOON);
		assertThat(operations().verify(this.table).isConsistent()).isTrue();
		// A value of the application's own, and a time to live, are no differences.
		assertThat(redis().opsForValue().get(this.name + ":cached:1")).isEqualTo("filled");
	}

	/** What is damaged, as it is to be told. */
	private Set<String> damage() throws Exception {
		StringRedisTemplate redis = redis();
		String prefix = this.name + ":";
		redis.opsForValue().set(prefix + "cached:1", "filled");
		redis.expire(prefix + "1", Duration.ofHours(1));
		redis.delete(prefix + "2");
		String old = redis.opsForValue().get(prefix + "3");
		redis.opsForValue().set(prefix + "3", old.replace("3.50", "3.51").replace("\"n3\"", "null"));
		// The same document, written in another way, is no difference.
		redis.opsForValue().set(prefix + "4", redis.opsForValue().get(prefix + "4").replace(":4.50,", ": 4.5,"));
		redis.opsForValue().set(prefix + "9000001", "{}");
		redis.delete(prefix + "5");
		redis.opsForHash().put(prefix + "5", "a", "b");
		redis.opsForHash().put(prefix + "h:6", "extra", "1");
		redis.opsForHash().delete(prefix + "h:7", "sku");
		redis.delete(prefix + "h:8");
		redis.opsForHash().put(prefix + "h:9000002", "id", "9000002");
		redis.opsForValue().set(prefix + "sku:S-9", "10");
		redis.opsForValue().set(prefix + "sku:S-gone", "1");
		redis.delete(prefix + "sku:S-11");
		// A note that is NULL has no key.
		redis.opsForValue().set(prefix + "note:10", "left");
		redis.delete(prefix + "in:xx");
		redis.opsForValue().set(prefix + "in:xx", "no set");
		redis.opsForSet().remove(prefix + "in:eu", "13");
		redis.opsForSet().add(prefix + "in:eu", "14", "9000003");
		redis.opsForZSet().remove(prefix + "sale:us-1", "12");
		redis.opsForZSet().add(prefix + "sale:us-1", "18", 1);
		redis.opsForZSet().add(prefix + "sale:us-1", "16", 1);
		// So that it forgets deletions sooner.
		call("PUT", "/" + this.name + "/_settings", "{\"index.gc_deletes\":\"1s\"}");
		call("DELETE", "/" + this.name + "/_doc/20", "");
		call("POST", "/" + this.name + "/_update/21", "{\"doc\":{\"note\":\"by hand\"}}");
		call("PUT", "/" + this.name + "/_doc/9000004", "{\"id\":9000004}");
		JsonNode document = call("GET", "/" + this.name + "/_doc/22", "").path("_source");
		call("PUT", "/" + this.name + "/_doc/22?version=9000000000000000000&version_type=external",
				document.toString());
		call("PUT", "/" + this.name + "/_doc/23?version=9000000000000000000&version_type=external", "{\"id\":24}");
		call("PUT", "/" + this.name + "/_doc/9000005?version=9000000000000000000&version_type=external", "{\"id\":1}");
		call("DELETE", "/" + this.name + "-eu/_doc/25", "");
		call("PUT", "/" + this.name + "-eu/_doc/26", "{\"id\":26}");
		// Written again as it is: a version of its own, but no difference.
		call("POST", "/" + this.name + "/_update/27?detect_noop=false", "{\"doc\":{}}");
		return Set.of("MISSING " + prefix + "2", "DIFFERENT " + prefix + "3 (fields note, price)",
				"LEFT_OVER " + prefix + "9000001", "DIFFERENT " + prefix + "5 (no string)",
				"DIFFERENT " + prefix + "h:6 (fields extra)", "DIFFERENT " + prefix + "h:7 (fields sku)",
				"MISSING " + prefix + "h:8", "LEFT_OVER " + prefix + "h:9000002", "DIFFERENT " + prefix + "sku:S-9",
				"LEFT_OVER " + prefix + "sku:S-gone", "MISSING " + prefix + "sku:S-11",
				"LEFT_OVER " + prefix + "note:10", "MISSING " + prefix + "in:eu 13",
				"DIFFERENT " + prefix + "in:xx (no set)", "LEFT_OVER " + prefix + "in:eu 14",
				"LEFT_OVER " + prefix + "in:eu 9000003", "MISSING " + prefix + "sale:us-1 12",
				"DIFFERENT " + prefix + "sale:us-1 18 (score)", "LEFT_OVER " + prefix + "sale:us-1 16",
				"MISSING " + this.name + "/20", "DIFFERENT " + this.name + "/21 (fields note)",
				"LEFT_OVER " + this.name + "/9000004",
				"DIFFERENT " + this.name + "/22 (its version is above that of the last change)",
				"DIFFERENT " + this.name + "/23 (its version is above that of the last change)",
				"LEFT_OVER " + this.name + "/9000005", "MISSING " + this.name + "-eu/25",
				"LEFT_OVER " + this.name + "-eu/26");
	}

	private static List<String> differences(VerifyReport report) {
		return report.pipelines()
			.stream()
			.flatMap((each) -> each.examples().stream())
			.map(Difference::toString)
			.toList();
	}

	@Test
	void comparesByItselfAndWhenAskedAndRefusesWhatCannotBeCompared() throws Exception {
		this.context = run("--canal.verify.every=1s", "--canal.verify.rows-per-second=100000");
		await().atMost(SOON).until(() -> !Double.isNaN(gauge("canal.verify.age")));
		assertThat(gauge("canal.verify.differences")).isZero();
		redis().delete(List.of(this.name + ":1", this.name + ":50"));
		await().atMost(SOON).until(() -> gauge("canal.verify.differences") == 2);
		VerifyReport part = operations().verify(Verify.table(this.table).between(40, 60).in("redis").mending());
		assertThat(differences(part)).containsExactly("MISSING " + this.name + ":50");
		assertThat(part.pipelines()).extracting(Verification::rows).containsExactly(21L);
		assertThat(part.pipelines()).extracting(Verification::mended).containsExactly(1L);
		await().atMost(SOON).until(() -> gauge("canal.verify.differences") == 1);
		assertThatIllegalArgumentException().isThrownBy(() -> operations().verify("shop.none"))
			.withMessageContaining("shop.none");
		assertThatIllegalArgumentException().isThrownBy(() -> operations().verify(Verify.table(this.table).in("none")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().verify(Verify.table(this.table).between("a", "b")));
		operations().pause("redis");
		sql("UPDATE " + this.table + " SET note = 'x' WHERE id = 2");
		Thread caller = Thread.currentThread();
		CompletableFuture<Void> interrupt = CompletableFuture.runAsync(() -> {
			await().atMost(SOON)
				.until(() -> Stream.of(Thread.State.TIMED_WAITING, Thread.State.WAITING)
					.anyMatch(caller.getState()::equals));
			caller.interrupt();
		});
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> operations().verify(Verify.table(this.table).in("redis")));
		interrupt.join();
	}

	/** The account of the application is one that can do no more than it should. */
	@Test
	void nothingIsWrittenToTheServerAndNoTableIsLocked() throws Exception {
		assertThat(query("SHOW GRANTS FOR '" + database.canalUser() + "'@'%'")).singleElement()
			.asString()
			.matches("GRANT SELECT, REPLICATION SLAVE, (REPLICATION CLIENT|BINLOG MONITOR) ON \\*\\.\\* TO .*");
		String status = database.isMariaDb() ? "SHOW BINLOG STATUS" : "SHOW BINARY LOG STATUS";
		sql("SET GLOBAL log_output = 'TABLE'", "TRUNCATE mysql.general_log", "SET GLOBAL general_log = ON");
		List<String> end = query(status);
		try {
			this.context = run();
			operations().awaitSynced(SOON);
			operations().resync(this.table);
			operations().awaitSynced(SOON);
			redis().delete(this.name + ":1");
			assertThat(operations().verify(Verify.table(this.table).mending()).differences()).isEqualTo(1);
			assertThat(operations().verify(this.table).isConsistent()).isTrue();
			this.context.close();
		}
		finally {
			sql("SET GLOBAL general_log = OFF");
		}
		assertThat(query(status)).isEqualTo(end);
		List<String> statements = query("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log "
				+ "WHERE user_host LIKE '%" + database.canalUser() + "%' AND command_type IN ('Query', 'Execute')");
		assertThat(statements).anyMatch((each) -> each.contains(this.name) && each.contains("LOCK IN SHARE MODE"))
			.allMatch((each) -> each.replaceFirst("^/\\*.*?\\*/\\s*", "")
				.matches("(?is)(SELECT|SHOW|SET|START TRANSACTION|COMMIT|ROLLBACK)\\b.*"))
			.noneMatch((each) -> each.matches("(?is).*(FOR UPDATE|SET GLOBAL|SET PERSIST|INTO OUTFILE|GET_LOCK).*"));
	}

	private static List<String> query(String sql) throws SQLException {
		try (Statement statement = servers.connection().createStatement();
				ResultSet rows = statement.executeQuery(sql)) {
			List<String> found = new ArrayList<>();
			while (rows.next()) {
				found.add(
						rows.getString(1) + ((rows.getMetaData().getColumnCount() > 1) ? " " + rows.getString(2) : ""));
			}
			return found;
		}
	}

	private double gauge(String meter) {
		return this.context.getBean(MeterRegistry.class).get(meter).tag("pipeline", "redis").gauge().value();
	}

	/** Rows come, go, change their keys and cease to count. */
	private void write(AtomicBoolean enough) {
		try (Connection writer = servers.connect(); Statement statement = writer.createStatement()) {
			for (int round = 1; !enough.get(); round++) {
				int id = QUIET + 1 + round * 7 % ROWS;
				statement.execute(switch (round % 5) {
					case 0 -> "DELETE FROM " + this.table + " WHERE id = " + id;
					case 1 -> "INSERT IGNORE INTO " + this.table + " VALUES (" + id + ", 'N-" + round
							+ "', 'eu', 1, NULL, '[]', 1)";
					case 2 -> "UPDATE " + this.table + " SET sku = 'U-" + round + "', note = NULL WHERE id = " + id;
					case 3 -> "UPDATE " + this.table + " SET region = IF(region = 'eu', 'us-1', 'eu') WHERE id = " + id;
					default ->
						"UPDATE " + this.table + " SET on_sale = NOT on_sale, price = price + 1 WHERE id = " + id;
				});
				if (round % 20 == 0) {
					// No faster than the slower sink.
					operations().awaitSynced(SOON);
				}
			}
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private JsonNode call(String method, String path, String body) throws Exception {
		return CopyServers.call(this.context, method, path, body);
	}

	private StringRedisTemplate redis() {
		return this.context.getBean(StringRedisTemplate.class);
	}

	private CanalOperations operations() {
		return this.context.getBean(CanalOperations.class);
	}

	private static void sql(String... statements) throws SQLException {
		servers.sql(statements);
	}

	private ConfigurableApplicationContext run(String... more) {
		Stream<String> arguments = servers.arguments(this.name, this.directory);
		Stream<String> redis = Stream
			.of(redis(0, "{id}", "json", ""), redis(1, "h:{id}", "hash", "include=id,sku"),
					redis(2, "sku:{sku}", "text:{id}", ""), redis(3, "in:{region}", "set:{id}", ""),
					redis(4, "sale:{region}", "zset:{id}:{price}", "when=on_sale == true"),
					redis(5, "cached:{id}", "evict", ""), redis(6, "note:{id}", "text:{note}", ""))
			.flatMap((each) -> each);
		Stream<String> elasticsearch = Stream
			.of("[0].index=" + this.name, "[0].id={id}", "[1].index=" + this.name + "-{region}", "[1].id={id}",
					"[0].table=" + this.table, "[1].table=" + this.table)
			.map((property) -> "--canal.sinks.elasticsearch" + property);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(Stream.of(arguments, redis, elasticsearch, Stream.of(more))
				.flatMap((each) -> each)
				.toArray(String[]::new));
	}

	private Stream<String> redis(int number, String key, String value, String more) {
		String entry = "--canal.sinks.redis[" + number + "].";
		return Stream.concat(Stream.of(entry + "table=" + this.table, entry + "key=" + this.name + ":" + key,
				entry + "value=" + value), more.isEmpty() ? Stream.empty() : Stream.of(entry + more));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
