package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static io.github.canalspring.sink.redis.Products.batch;
import static io.github.canalspring.sink.redis.Products.delete;
import static io.github.canalspring.sink.redis.Products.insert;
import static io.github.canalspring.sink.redis.Products.inserts;
import static io.github.canalspring.sink.redis.Products.mapping;
import static io.github.canalspring.sink.redis.Products.product;
import static io.github.canalspring.sink.redis.Products.row;
import static io.github.canalspring.sink.redis.Products.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what {@link RedisSink} writes, with a real Redis that has a password, and a
 * database that is not the first.
 */
class RedisSinkIntegrationTests {

	private static final String POSITION = "canal:{shop}:redis:position";

	private static RedisServer server;

	private static LettuceConnectionFactory connections;

	private static StringRedisTemplate redis;

	private RedisSink sink;

	@BeforeAll
	static void start() {
		server = RedisServer.builder().option("--requirepass", "secret").start();
		connections = connections("secret");
		redis = new StringRedisTemplate(connections);
	}

	@AfterAll
	static void stop() {
		connections.destroy();
		server.close();
	}

	@BeforeEach
	void empty() {
		redis.execute((connection) -> {
			connection.serverCommands().flushAll();
			return null;
		}, true);
	}

	@AfterEach
	void close() {
		if (this.sink != null) {
			this.sink.close();
		}
	}

	@Test
	void writesDocumentsThatFollowTheirRows() throws Exception {
		load(mapping("product:{id}", "json"));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "Ünï")), insert(product(2, "B", null)))));
		assertThat(get("product:1")).isEqualTo("{\"id\":1,\"sku\":\"A\",\"name\":\"Ünï\",\"price\":9.90}");
		assertThat(get("product:2")).isEqualTo("{\"id\":2,\"sku\":\"B\",\"name\":null,\"price\":9.90}");
		this.sink.apply(List.of(batch(2, update(product(1, "A", "Ünï"), product(1, "A", "x"))),
				batch(3, delete(product(2, "B", null)))));
		assertThat(get("product:1")).isEqualTo("{\"id\":1,\"sku\":\"A\",\"name\":\"x\",\"price\":9.90}");
		assertThat(keys()).containsExactlyInAnyOrder("product:1", POSITION);
		assertThat(get(POSITION)).isEqualTo("binlog.000001:3");
		assertThat(redis.getExpire("product:1")).isEqualTo(-1);
	}

	@Test
	void replacesHashesAsAWhole() throws Exception {
		load(mapping("product:{id}", "hash"));
		redis.opsForHash().put("product:1", "stale", "x");
		redis.opsForValue().set("product:2", "not a hash");
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "one")), insert(product(2, "B", null)))));
		assertThat(redis.opsForHash().entries("product:1"))
			.isEqualTo(Map.of("id", "1", "sku", "A", "name", "one", "price", "9.90"));
		assertThat(redis.opsForHash().entries("product:2")).isEqualTo(Map.of("id", "2", "sku", "B", "price", "9.90"));
		this.sink.apply(List.of(batch(2, update(product(1, "A", "one"), product(1, "A", null)))));
		assertThat(redis.opsForHash().entries("product:1")).isEqualTo(Map.of("id", "1", "sku", "A", "price", "9.90"));
	}

	@Test
	void aHashOfNothingButNullIsAbsent() throws Exception {
		load(new RedisMapping(TablePattern.parse("shop.*"), RowTemplate.parse("p:{id}"), RedisValue.parse("hash"), null,
				new FieldSelection(List.of("name"), List.of(), Naming.COLUMN)));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "one")))));
		this.sink.apply(List.of(batch(2, update(product(1, "A", "one"), product(1, "A", null)))));
		assertThat(keys()).containsExactly(POSITION);
	}

	@Test
	void writesTexts() throws Exception {
		load(mapping("sku:{sku}", "text:{id}"), mapping("name:{id}", "text:{name}"));
		this.sink.apply(List.of(batch(1, insert(product(7, "A", "seven")))));
		assertThat(get("sku:A")).isEqualTo("7");
		assertThat(get("name:7")).isEqualTo("seven");
		this.sink.apply(List.of(batch(2, update(product(7, "A", "seven"), product(7, "A", null)))));
		assertThat(keys()).containsExactlyInAnyOrder("sku:A", POSITION);
	}

	@Test
	void evictsOnEveryChange() throws Exception {
		load(mapping("cache:{id}", "evict"));
		IntStream.rangeClosed(1, 6).forEach((id) -> redis.opsForValue().set("cache:" + id, "filled"));
		this.sink
			.apply(List.of(batch(1, insert(product(1, "A", "x")), update(product(2, "A", "x"), product(2, "A", "y")),
					delete(product(3, "A", "x")), update(product(4, "A", "x"), product(5, "A", "x")))));
		assertThat(keys()).containsExactlyInAnyOrder("cache:6", POSITION);
	}

	@Test
	void entriesExpire() throws Exception {
		Duration ttl = Duration.ofMinutes(30);
		load(new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("j:{id}"), RedisValue.parse("json"),
				ttl, Products.all()),
				new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("t:{id}"),
						RedisValue.parse("text:{sku}"), ttl, Products.all()),
				new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("h:{id}"),
						RedisValue.parse("hash"), ttl, Products.all()));
		this.sink.apply(List.of(batch(1, inserts(300, "x"))));
		for (String key : List.of("j:0", "t:0", "h:0", "j:299", "t:299", "h:299")) {
			assertThat(redis.getExpire(key)).as(key).isBetween(1700L, 1800L);
		}
		assertThat(get("j:299")).isEqualTo("{\"id\":299,\"sku\":\"sku-299\",\"name\":\"x\",\"price\":9.90}");
		assertThat(get("t:299")).isEqualTo("sku-299");
		assertThat(keys()).hasSize(901);
		assertThat(redis.getExpire(POSITION)).isEqualTo(-1);
	}

	@Test
	void aChangedKeyLeavesNothingBehind() throws Exception {
		load(mapping("product:{id}", "json"), mapping("sku:{sku}", "text:{id}"));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")), insert(product(2, "B", "y")))));
		this.sink.apply(List.of(batch(2, update(product(1, "A", "x"), product(1, "tmp", "x")),
				update(product(2, "B", "y"), product(2, "A", "y")),
				update(product(1, "tmp", "x"), product(1, "B", "x")))));
		assertThat(get("sku:A")).isEqualTo("2");
		assertThat(get("sku:B")).isEqualTo("1");
		assertThat(keys()).containsExactlyInAnyOrder("product:1", "product:2", "sku:A", "sku:B", POSITION);
	}

	@Test
	void twoMappingsMayExchangeTheirKeys() throws Exception {
		load(mapping("p:{sku}", "text:{id}"), mapping("p:{name}", "text:{id}"));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "B")))));
		this.sink.apply(List.of(batch(2, update(product(1, "A", "B"), product(1, "B", "A")))));
		assertThat(keys()).containsExactlyInAnyOrder("p:A", "p:B", POSITION);
	}

	@Test
	void aRowWithNullInItsKeyHasNoEntry() throws Exception {
		load(mapping("sku:{sku}", "json"));
		this.sink.apply(List.of(batch(1, insert(product(1, null, "x")), insert(product(2, "B", "y")))));
		assertThat(keys()).containsExactlyInAnyOrder("sku:B", POSITION);
		this.sink.apply(List.of(batch(2, update(product(1, null, "x"), product(1, "A", "x")),
				update(product(2, "B", "y"), product(2, null, "y")))));
		assertThat(keys()).containsExactlyInAnyOrder("sku:A", POSITION);
		this.sink.apply(List.of(batch(3, delete(product(1, "A", "x")), delete(product(2, null, "y")))));
		assertThat(keys()).containsExactly(POSITION);
	}

	@Test
	void aRowThatDoesNotMeetTheConditionIsAsIfItDidNotExist() throws Exception {
		load(Products.when("product:{id}", "text:{name}", "name != 'draft'"),
				Products.when("sku:{sku}", "text:{id}", "name != 'draft'"));
		this.sink.apply(List
			.of(batch(1, insert(product(1, "A", "draft")), insert(product(2, "B", "x")), insert(product(3, "C", "y")),
					update(product(4, "D", "draft"), product(4, "E", "draft")), delete(product(3, "B", "draft")))));
		assertThat(keys()).containsExactlyInAnyOrder("product:2", "product:3", "sku:B", "sku:C", POSITION);
		// In one batch: one ceases to meet it, and one that begins to takes its key.
		this.sink.apply(List.of(batch(2, update(product(2, "B", "x"), product(2, "F", "draft")),
				update(product(1, "A", "draft"), product(1, "B", "now")), delete(product(3, "C", "y")))));
		assertThat(get("product:1")).isEqualTo("now");
		assertThat(get("sku:B")).isEqualTo("1");
		assertThat(keys()).containsExactlyInAnyOrder("product:1", "sku:B", POSITION);
	}

	@Test
	void aConditionThatFailsOnARowNamesTableAndCondition() throws Exception {
		load(Products.when("product:{id}", "json", "not name"));
		assertThatExceptionOfType(RowConditionException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(1, insert(product(1, "A", "secret"))))))
			.withMessageContaining("shop.product")
			.withMessageContaining("'not name'")
			.withMessageNotContaining("secret");
		assertThat(keys()).isEmpty();
	}

	@Test
	void renamesFields() throws Exception {
		FieldSelection fields = new FieldSelection(List.of("id", "sku"), List.of(), Naming.COLUMN,
				Map.of("sku", "number"));
		load(new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("j:{id}"), RedisValue.parse("json"),
				null, fields),
				new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("h:{id}"),
						RedisValue.parse("hash"), null, fields));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		assertThat(get("j:1")).isEqualTo("{\"id\":1,\"number\":\"A\"}");
		assertThat(redis.opsForHash().entries("h:1")).isEqualTo(Map.of("id", "1", "number", "A"));
	}

	@Test
	void theLastOfSeveralChangesOfAKeyIsWritten() throws Exception {
		load(mapping("product:{id}", "text:{name}"));
		this.sink.apply(List.of(
				batch(1, insert(product(1, "A", "a")), delete(product(1, "A", "a")), insert(product(1, "A", "b"))),
				batch(2, insert(product(2, "B", "c")), update(product(1, "A", "b"), product(1, "A", "d"))),
				batch(3, delete(product(2, "B", "c")))));
		assertThat(get("product:1")).isEqualTo("d");
		assertThat(keys()).containsExactlyInAnyOrder("product:1", POSITION);
	}

	@Test
	void keepsThePositionOfBatchesWithoutChanges() throws Exception {
		load(mapping("product:{id}", "json"));
		this.sink.apply(List.of(batch(5)));
		this.sink.close();
		assertThat(this.sink.load()).isEqualTo("binlog.000001:5");
	}

	@Test
	void writesManyChangesAtOnce() throws Exception {
		load(mapping("j:{id}", "json"), mapping("h:{id}", "hash"));
		List<ChangeBatch> batches = new ArrayList<>();
		List<Change> changes = inserts(50_000, "many");
		for (int from = 0; from < 30_000; from += 500) {
			batches.add(batch(from + 1, changes.subList(from, from + 500)));
		}
		batches.add(batch(50_000, changes.subList(30_000, 50_000)));
		this.sink.apply(batches);
		assertThat(keys()).hasSize(100_001);
		assertThat(get("j:49999")).contains("\"sku-49999\"");
		assertThat(redis.opsForHash().get("h:0", "sku")).isEqualTo("sku-0");
		assertThat(get(POSITION)).isEqualTo("binlog.000001:50000");
	}

	@Test
	void aFullRedisHoldsEverythingBackUntilThereIsRoom() throws Exception {
		load(mapping("product:{id}", "json"));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")))));
		configure("maxmemory", "1");
		try {
			List<ChangeBatch> batches = List.of(batch(2, update(product(1, "A", "x"), product(2, "A", "y"))));
			for (int attempt = 0; attempt < 2; attempt++) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.sink.apply(batches))
					.withMessageContaining("OOM");
			}
			assertThat(keys()).containsExactlyInAnyOrder("product:1", POSITION);
			assertThat(get(POSITION)).isEqualTo("binlog.000001:1");
			configure("maxmemory", "0");
			this.sink.apply(batches);
			assertThat(keys()).containsExactlyInAnyOrder("product:2", POSITION);
		}
		finally {
			configure("maxmemory", "0");
		}
	}

	@Test
	void aFullRedisIsNamedAlsoWhenOnlyThePositionMoves() throws Exception {
		load(mapping("product:{id}", "json"));
		configure("maxmemory", "1");
		try {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.sink.apply(List.of(batch(1))))
				.withMessageContaining("SET")
				.withMessageContaining("OOM");
		}
		finally {
			configure("maxmemory", "0");
		}
	}

	@Test
	void aReplicaIsRefusedUntilItIsPromoted() throws Exception {
		load(mapping("product:{id}", "json"));
		redis.execute((connection) -> connection.execute("REPLICAOF", bytes("127.0.0.1"), bytes("1")), true);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(1, inserts(10, "x")))))
			.withMessageContaining("READONLY");
		redis.execute((connection) -> connection.execute("REPLICAOF", bytes("NO"), bytes("ONE")), true);
		this.sink.apply(List.of(batch(1, inserts(10, "x"))));
		assertThat(keys()).hasSize(11);
	}

	@Test
	void aCommandThatIsNotAllowedIsSomebodysToMend() throws Exception {
		redis.execute((connection) -> connection.execute("ACL", bytes("SETUSER"), bytes("canal"), bytes("on"),
				bytes(">pw"), bytes("~*"), bytes("+@all"), bytes("-hset")), true);
		LettuceConnectionFactory canal = connections("canal", "pw");
		this.sink = new RedisSink("shop", canal, List.of(mapping("product:{id}", "hash")));
		this.sink.load();
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(1, insert(product(1, "secret-sku", "x"))))))
			.withMessageContaining("HSET")
			.withMessageContaining("NOPERM")
			.withMessageNotContaining("secret-sku")
			.satisfies((ex) -> assertThat(ex.remedy()).contains("HSET"));
		assertThat(keys()).isEmpty();
	}

	@Test
	void anUnknownColumnIsSomebodysToMend() throws Exception {
		load(mapping("product:{nope}", "json"));
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(1, insert(row(1L, "A", "x", null))))))
			.withMessageContaining("'nope'");
	}

	@Test
	void aWrongPasswordIsSomebodysToMend() {
		this.sink = new RedisSink("shop", connections("wrong"), List.of(mapping("product:{id}", "json")));
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> this.sink.load())
			.withMessageContaining("WRONGPASS")
			.withMessageNotContaining("wrong")
			.satisfies((ex) -> assertThat(ex.remedy()).contains("spring.data.redis.password"));
	}

	@Test
	void aClusterIsRefused() {
		RedisClusterConfiguration cluster = new RedisClusterConfiguration(List.of("127.0.0.1:1"));
		this.sink = new RedisSink("shop", new LettuceConnectionFactory(cluster), List.of());
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> this.sink.load())
			.withMessageContaining("Cluster")
			.satisfies((ex) -> assertThat(ex.remedy()).contains("spring.data.redis"));
	}

	private void load(RedisMapping... mappings) throws Exception {
		this.sink = new RedisSink("shop", connections, List.of(mappings));
		assertThat(this.sink.load()).isNull();
	}

	private static LettuceConnectionFactory connections(String password) {
		return connections(null, password);
	}

	private static LettuceConnectionFactory connections(String user, String password) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
		configuration.setDatabase(3);
		configuration.setUsername(user);
		configuration.setPassword(password);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration);
		factory.start();
		return factory;
	}

	private static void configure(String name, String value) {
		redis.execute((connection) -> {
			connection.serverCommands().setConfig(name, value);
			return null;
		}, true);
	}

	private static byte[] bytes(String text) {
		return text.getBytes();
	}

	private static String get(String key) {
		return redis.opsForValue().get(key);
	}

	private static Set<String> keys() {
		return redis.keys("*");
	}

}
