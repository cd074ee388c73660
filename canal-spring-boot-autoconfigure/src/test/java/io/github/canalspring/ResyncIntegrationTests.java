package io.github.canalspring;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * An application whose copies are damaged by hand and read again, on real servers.
 */
class ResyncIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(120);

	private static final int ROWS = 600;

	private static final DatabaseServer database = DatabaseServer.mariadb().start();

	private static final CopyServers servers = new CopyServers(database);

	private static final AtomicInteger tests = new AtomicInteger();

	@TempDir
	private Path directory;

	private final String name = "p" + tests.incrementAndGet();

	private final String table = "shop." + this.name;

	private final Queue<Long> seen = new ConcurrentLinkedQueue<>();

	private ConfigurableApplicationContext context;

	@AfterAll
	static void closeServers() throws SQLException {
		servers.close();
	}

	@BeforeEach
	void create() throws SQLException {
		sql("CREATE TABLE " + this.table + " (id BIGINT UNSIGNED PRIMARY KEY, sku VARCHAR(40) NOT NULL, "
				+ "region VARCHAR(10) NOT NULL, deleted BIT(1) NOT NULL, name VARCHAR(100), UNIQUE (sku), "
				+ "KEY (region, id))",
				"INSERT INTO " + this.table + " SELECT seq, CONCAT('S-', seq), IF(seq % 2, 'eu', 'us-1'), seq % 3 = 0, "
						+ "CONCAT('Name ', seq) FROM seq_1_to_" + ROWS);
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void whatIsWrongIsMendedWhileTheStreamGoesOn() throws Exception {
		this.context = run();
		awaitSynced();
		assertCopiesEqual();
		assertThat(this.seen).isEmpty();
		StringRedisTemplate redis = redis();
		redis.delete(List.of(this.name + ":1", this.name + ":sku:S-2"));
		redis.opsForValue().set(this.name + ":3", "wrong");
		// Left over, of each mapping, also where another one has the row.
		List<String> leftovers = List.of(":999999", ":18446744073709551615", ":sku:S-1X", ":sku:s-7", ":on:eu:2",
				":on:us-1:999999", ":on:eu:3");
		leftovers.forEach((key) -> redis.opsForValue().set(this.name + key, "left over"));
		redis.opsForZSet().remove(this.name + ":in:eu", "1");
		List.of("2", "999999", "18446744073709551615")
			.forEach((member) -> redis.opsForZSet().add(this.name + ":in:eu", member, 1));
		redis.opsForZSet().add(this.name + ":in:nowhere", "1", 1);
		// Not ours, as they could not be.
		List<String> foreign = List.of(":abc", ":007", ":99999999999999999999", ":on:eu", "s:1", ":1:lock");
		foreign.forEach((key) -> redis.opsForValue().set(this.name + key, "foreign"));
		call("DELETE", "/" + this.name + "/_doc/5", "");
		call("PUT", "/" + this.name + "/_doc/999999", "{\"id\":999999}");
		call("PUT", "/" + this.name + "/_doc/manual", "{\"by\":\"hand\"}");
		assertThat(operations().verify(this.table).pipelines())
			.allMatch((each) -> each.isComplete() && each.missing() > 0 && each.leftOver() > 0);
		AtomicBoolean enough = new AtomicBoolean();
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(enough));
		try {
			operations().resync(this.table);
			awaitSynced();
			operations().resync(this.table);
		}
		finally {
			enough.set(true);
			writing.join();
		}
		awaitSynced();
		foreign.forEach((key) -> assertThat(redis.opsForValue().getAndDelete(this.name + key)).isEqualTo("foreign"));
		assertThat(call("GET", "/" + this.name + "/_doc/manual", "").path("found").asBoolean()).isTrue();
		call("DELETE", "/" + this.name + "/_doc/manual", "");
		assertCopiesEqual();
		assertThat(operations().verify(this.table).isConsistent()).isTrue();
		// A handler that asked for them has them, too: in quiet, none are left out.
		assertThat(this.seen).isNotEmpty();
		this.seen.clear();
		operations().resync(Resync.table(this.table).in("handlers"));
		awaitSynced();
		assertThat(this.seen).containsExactlyInAnyOrderElementsOf(ids());
		assertThat(operations().status().pipelines()).allMatch((pipeline) -> pipeline.snapshot() == null);
	}

	@Test
	void aRequestOutlivesTheApplication() throws Exception {
		this.context = run("--canal.snapshot.rows-per-second=100", "--canal.start-from=latest");
		holdInTheMiddle("redis", Resync.table("sh*." + this.name));
		holdInTheMiddle("elasticsearch", Resync.table(this.table));
		SnapshotStatus status = snapshot("redis");
		assertThat(status.table()).isEqualTo(this.table);
		assertThat(status.rows()).isLessThan(ROWS);
		assertThat(status.estimatedRows()).isGreaterThanOrEqualTo(status.rows());
		this.context.close();
		redis().opsForValue().set(this.name + ":999999", "left over");
		this.context = run("--canal.start-from=latest");
		awaitSynced();
		assertCopiesEqual();
	}

	/** It would be over before the other one is in the middle. */
	private void holdInTheMiddle(String pipeline, Resync request) throws InterruptedException {
		operations().resync(request.in(pipeline));
		await().atMost(SOON).until(() -> snapshot(pipeline) != null && snapshot(pipeline).rows() > 100);
		operations().pauseSnapshot(pipeline);
	}

	@Test
	void aTableThatIsNewInTheConfigurationIsReadAndTheOthersAreNot() throws Exception {
		String other = this.name + "_other";
		sql("CREATE TABLE shop." + other + " (id INT PRIMARY KEY, name VARCHAR(10))",
				"INSERT INTO shop." + other + " VALUES (1, 'one'), (2, 'two')");
		this.context = run();
		awaitSynced();
		this.context.close();
		redis().opsForValue().set(this.name + ":1", "damaged");
		this.context = run("--canal.sinks.redis[4].table=shop." + other,
				"--canal.sinks.redis[4].key=" + other + ":{id}", "--canal.sinks.redis[4].value=text:{name}");
		awaitSynced();
		assertThat(redis().opsForValue().multiGet(List.of(other + ":1", other + ":2"))).containsExactly("one", "two");
		assertThat(redis().opsForValue().get(this.name + ":1")).isEqualTo("damaged");
		operations().resync(Resync.table(this.table).between(1, 1));
		awaitSynced();
		assertThat(redis().opsForValue().get(this.name + ":1")).contains("\"S-1\"");
	}

	@Test
	void theConfigurationAsksOncePerId() throws Exception {
		String table = "--canal.resync[0].table=" + this.table;
		this.context = run("--canal.start-from=snapshot", table, "--canal.resync[0].id=1");
		awaitSynced();
		redis().opsForValue().set(this.name + ":1", "damaged");
		this.context = run("--canal.start-from=snapshot", table, "--canal.resync[0].id=1");
		sql("UPDATE " + this.table + " SET name = 'other' WHERE id = 2");
		awaitSynced();
		assertThat(redis().opsForValue().get(this.name + ":1")).isEqualTo("damaged");
		String[] more = { table, "--canal.resync[0].id=2", "--canal.resync[0].pipeline=redis",
				"--canal.resync[1].table=sh*." + this.name, "--canal.resync[1].id=1", "--canal.resync[1].rebuild=true",
				"--canal.resync[1].pipeline=elasticsearch" };
		this.context = run(more);
		await().atMost(SOON).until(() -> call("GET", "/" + this.name, "").has(this.name + "-000001"));
		await().atMost(SOON).until(() -> redis().opsForValue().get(this.name + ":1").contains("\"S-1\""));
		awaitSynced();
		assertCopiesEqual();
		redis().opsForValue().set(this.name + ":1", "damaged");
		this.context = run(more);
		sql("UPDATE " + this.table + " SET name = 'another' WHERE id = 2");
		awaitSynced();
		assertThat(call("GET", "/" + this.name, "").propertyNames()).containsExactly(this.name + "-000001");
		assertThat(redis().opsForValue().get(this.name + ":1")).isEqualTo("damaged");
	}

	/** The binlog has no names, and what is known of the table does not get this far. */
	@Test
	void aTableWhoseRowsCannotBeToldIsReadAnew() throws Exception {
		sql("SET GLOBAL binlog_row_metadata=MINIMAL");
		try {
			this.context = run("--canal.start-from=snapshot");
			awaitSynced();
			this.context.close();
			redis().opsForValue().set(this.name + ":1", "damaged");
			sql("ALTER TABLE " + this.table + " CONVERT TO CHARACTER SET latin1",
					"UPDATE " + this.table + " SET name = 'other' WHERE id = 2",
					"ALTER TABLE " + this.table + " RENAME COLUMN name TO label",
					"ALTER TABLE " + this.table + " RENAME COLUMN label TO name",
					"DELETE FROM " + this.table + " WHERE id = 3");
			this.context = run("--canal.start-from=snapshot");
			awaitSynced();
			assertThat(redis().opsForValue().get(this.name + ":1")).contains("\"S-1\"");
			assertCopiesEqual();
		}
		finally {
			sql("SET GLOBAL binlog_row_metadata=FULL");
		}
	}

	@Test
	void whatCannotBeReadAgainIsRefused() throws Exception {
		sql("CREATE TABLE " + this.table + "_heap (v INT)", "INSERT INTO " + this.table + "_heap VALUES (1)");
		this.context = run("--canal.sinks.redis[4].table=" + this.table + "_heap", "--canal.sinks.redis[4].key=h:{v}",
				"--canal.start-from=latest");
		awaitSynced();
		assertThatIllegalArgumentException().isThrownBy(() -> operations().resync("shop.none"))
			.withMessageContaining("shop.none");
		assertThatIllegalArgumentException().isThrownBy(() -> operations().resync("none"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().resync(Resync.table(this.table).in("nothing")))
			.withMessageContaining("nothing");
		assertThatIllegalArgumentException().isThrownBy(() -> operations().resync(this.table + "_heap"))
			.withMessageContaining("neither a primary key nor a unique key");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().resync(Resync.table(this.table).between("a", "b")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().resync(Resync.table(this.table + "*").between(1, 2).in("redis")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().resync(Resync.table(this.table).between(1, 2).rebuild()))
			.withMessageContaining("not from a range");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().resync(Resync.table(this.table).in("redis").rebuild()))
			.withMessageContaining("only Elasticsearch has indices");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations().resync(Resync.table(this.table).rebuildKeepingOld()))
			.withMessageContaining("is an index itself");
		assertThat(operations().status().pipelines()).allMatch((pipeline) -> pipeline.snapshot() == null);
		assertThatException().isThrownBy(() -> run("--canal.resync[0].table=shop.none", "--canal.resync[0].id=1"))
			.withStackTraceContaining("canal.resync[0].table")
			.withStackTraceContaining("no table whose rows");
	}

	@Test
	void aPurgedBinlogIsMadeUpForByItself() throws Exception {
		this.context = run("--canal.start-from=snapshot");
		awaitSynced();
		this.context.close();
		sql("DELETE FROM " + this.table + " WHERE id <= 100", "UPDATE " + this.table + " SET region = 'us-1'",
				"INSERT INTO " + this.table + " VALUES (100000, 'S-100000', 'eu', 0, 'new')", "FLUSH BINARY LOGS");
		// Not as long as the server believes that somebody reads the old file.
		await().atMost(SOON).until(() -> {
			List<String> files = binaryLogs();
			sql("PURGE BINARY LOGS TO '" + files.get(files.size() - 1) + "'");
			return binaryLogs().size() == 1;
		});
		this.context = run("--canal.start-from=snapshot");
		awaitSynced();
		assertCopiesEqual();
	}

	private static List<String> binaryLogs() throws SQLException {
		try (Statement statement = servers.connection().createStatement();
				ResultSet logs = statement.executeQuery("SHOW BINARY LOGS")) {
			List<String> files = new ArrayList<>();
			while (logs.next()) {
				files.add(logs.getString(1));
			}
			return files;
		}
	}

	@Test
	void definitionsInTheMiddleOfASnapshot() throws Exception {
		String other = this.name + "_other";
		sql("CREATE TABLE shop." + other + " (id INT PRIMARY KEY, name VARCHAR(10))",
				"INSERT INTO shop." + other + " SELECT seq, 'x' FROM seq_1_to_" + ROWS);
		String[] arguments = { "--canal.snapshot.rows-per-second=200", "--canal.sinks.redis[4].table=shop." + other,
				"--canal.sinks.redis[4].key=" + other + ":{id}", "--canal.sinks.redis[4].value=text:{name}" };
		this.context = run(arguments);
		await().atMost(SOON).until(() -> snapshot("redis") != null && snapshot("redis").rows() > 100);
		sql("ALTER TABLE " + this.table + " DROP PRIMARY KEY, ADD PRIMARY KEY (sku, id)", "DROP TABLE shop." + other);
		awaitSynced();
		assertCopiesEqual();
		assertThat(redis().keys(other + ":*")).isEmpty();
	}

	/** Rows come, go, change their keys and cease to count. */
	private void write(AtomicBoolean enough) {
		try (Connection writer = servers.connect(); Statement statement = writer.createStatement()) {
			for (int round = 1; !enough.get(); round++) {
				int id = 1 + round * 7 % (ROWS + 200);
				statement.execute(switch (round % 4) {
					case 0 -> "DELETE FROM " + this.table + " WHERE id = " + id;
					case 1 ->
						"INSERT IGNORE INTO " + this.table + " VALUES (" + id + ", 'N-" + round + "', 'eu', 0, 'new')";
					case 2 -> "UPDATE " + this.table + " SET sku = 'U-" + round + "' WHERE id = " + id;
					default -> "UPDATE " + this.table + " SET deleted = NOT deleted WHERE id = " + id;
				});
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void assertCopiesEqual() throws Exception {
		Map<String, String> keys = new TreeMap<>();
		Map<String, String> documents = new TreeMap<>();
		try (Statement statement = servers.connection().createStatement();
				ResultSet rows = statement.executeQuery("SELECT id, sku, region, deleted, name FROM " + this.table)) {
			while (rows.next()) {
				String id = rows.getString(1);
				String json = "{\"id\":%s,\"sku\":\"%s\",\"region\":\"%s\",\"deleted\":%s,\"name\":\"%s\"}"
					.formatted(id, rows.getString(2), rows.getString(3), rows.getBoolean(4), rows.getString(5));
				keys.put(this.name + ":" + id, json);
				keys.put(this.name + ":sku:" + rows.getString(2), id);
				if (!rows.getBoolean(4)) {
					keys.put(this.name + ":on:" + rows.getString(3) + ":" + id, "hash");
				}
				keys.put(this.name + ":in:" + rows.getString(3) + " " + id, id);
				documents.put(id, json);
			}
		}
		assertThat(inRedis()).containsExactlyInAnyOrderEntriesOf(keys);
		assertThat(inElasticsearch()).containsExactlyInAnyOrderEntriesOf(documents);
	}

	private List<Long> ids() throws SQLException {
		List<Long> ids = new ArrayList<>();
		try (Statement statement = servers.connection().createStatement();
				ResultSet rows = statement.executeQuery("SELECT id FROM " + this.table)) {
			while (rows.next()) {
				ids.add(rows.getLong(1));
			}
		}
		return ids;
	}

	private Map<String, String> inRedis() {
		Map<String, String> found = new TreeMap<>();
		List<String> names = new ArrayList<>(new TreeSet<>(redis().keys(this.name + ":*")));
		List<String> values = names.stream().filter((key) -> !key.contains(":on:") && !key.contains(":in:")).toList();
		List<String> texts = redis().opsForValue().multiGet(values);
		for (int index = 0; index < values.size(); index++) {
			found.put(values.get(index), texts.get(index));
		}
		names.stream().filter((key) -> key.contains(":on:")).forEach((key) -> found.put(key, redis().type(key).code()));
		names.stream()
			.filter((key) -> key.contains(":in:"))
			.forEach((key) -> redis().opsForZSet()
				.rangeWithScores(key, 0, -1)
				.forEach((member) -> found.put(key + " " + member.getValue(),
						Long.toString(member.getScore().longValue()))));
		return found;
	}

	private Map<String, String> inElasticsearch() throws Exception {
		Map<String, String> found = new TreeMap<>();
		call("POST", "/" + this.name + "/_refresh", "");
		for (JsonNode hit : call("POST", "/" + this.name + "/_search", "{\"size\":10000}").path("hits").path("hits")) {
			found.put(hit.path("_id").asString(), hit.path("_source").toString());
		}
		return found;
	}

	private JsonNode call(String method, String path, String body) throws Exception {
		return CopyServers.call(this.context, method, path, body);
	}

	private StringRedisTemplate redis() {
		if (!this.context.isActive()) {
			this.context = run("--canal.enabled=false");
		}
		return this.context.getBean(StringRedisTemplate.class);
	}

	private SnapshotStatus snapshot(String pipeline) {
		return operations().status()
			.pipelines()
			.stream()
			.filter((status) -> status.name().equals(pipeline))
			.findFirst()
			.orElseThrow()
			.snapshot();
	}

	private CanalOperations operations() {
		return this.context.getBean(CanalOperations.class);
	}

	private void awaitSynced() throws InterruptedException {
		operations().awaitSynced(SOON);
	}

	private static void sql(String... statements) throws SQLException {
		servers.sql(statements);
	}

	private ConfigurableApplicationContext run(String... more) {
		if (this.context != null) {
			this.context.close();
		}
		Stream<String> mappings = Stream.of("--resync.table=" + this.table,
				"--canal.sinks.redis[0].table=" + this.table, "--canal.sinks.redis[0].key=" + this.name + ":{id}",
				"--canal.sinks.redis[1].table=" + this.table, "--canal.sinks.redis[1].key=" + this.name + ":sku:{sku}",
				"--canal.sinks.redis[1].value=text:{id}", "--canal.sinks.redis[2].table=" + this.table,
				"--canal.sinks.redis[2].key=" + this.name + ":on:{region}:{id}", "--canal.sinks.redis[2].value=hash",
				"--canal.sinks.redis[2].when=deleted == false", "--canal.sinks.redis[3].table=" + this.table,
				"--canal.sinks.redis[3].key=" + this.name + ":in:{region}",
				"--canal.sinks.redis[3].value=zset:{id}:{id}", "--canal.sinks.elasticsearch[0].table=" + this.table,
				"--canal.sinks.elasticsearch[0].index=" + this.name, "--canal.sinks.elasticsearch[0].id={id}");
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((application) -> application.getBeanFactory().registerSingleton("seen", this.seen))
			.run(Stream.of(servers.arguments(this.name, this.directory), mappings, Stream.of(more))
				.flatMap((each) -> each)
				.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		@Bean
		Handlers handlers(Queue<Long> seen) {
			return new Handlers(seen);
		}

	}

	static class Handlers {

		private final Queue<Long> seen;

		Handlers(Queue<Long> seen) {
			this.seen = seen;
		}

		@CanalTable(value = "${resync.table}", snapshot = true)
		void inserted(InsertEvent<Row> event) {
			if (event.metadata().snapshot()) {
				this.seen.add(event.after().getLong("id"));
			}
		}

	}

}
