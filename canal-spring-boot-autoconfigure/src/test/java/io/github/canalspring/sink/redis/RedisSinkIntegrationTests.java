package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
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
	void entriesMayExpireAtDifferentTimes() throws Exception {
		TimeToLive ttl = new TimeToLive(Duration.ofMinutes(30), Duration.ofMinutes(20));
		List<RedisMapping> mappings = new ArrayList<>();
		for (String value : List.of("json", "hash")) {
			mappings.add(new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse(value + ":{id}"),
					RedisValue.parse(value), ttl, Products.all(), RowCondition.ALWAYS));
		}
		load(mappings.toArray(RedisMapping[]::new));
		this.sink.apply(List.of(batch(1, inserts(100, "x"))));
		for (String value : List.of("json", "hash")) {
			List<Long> times = IntStream.range(0, 100).mapToObj((id) -> redis.getExpire(value + ":" + id)).toList();
			assertThat(times).allSatisfy((time) -> assertThat(time).isBetween(500L, 1800L));
			assertThat(Set.copyOf(times)).hasSizeGreaterThan(20);
		}
	}

	@Test
	void aSetHasTheRowsOfItsKey() throws Exception {
		load(mapping("by-name:{name}", "set:{id}"));
		this.sink.apply(List.of(batch(1, insert(product(1, "A", "x")), insert(product(2, "B", "x")),
				insert(product(3, "C", "y")), insert(product(4, "D", null)))));
		assertThat(redis.opsForSet().members("by-name:x")).containsExactlyInAnyOrder("1", "2");
		assertThat(redis.opsForSet().members("by-name:y")).containsExactly("3");
		assertThat(keys()).hasSize(3);
		List<ChangeBatch> batches = List.of(
				batch(2, update(product(1, "A", "x"), product(1, "A", "y")),
						update(product(2, "B", "x"), product(2, "B2", "x")),
						update(product(4, "D", null), product(4, "D", "z"))),
				batch(3, delete(product(3, "C", "y")), update(product(4, "D", "z"), product(4, "D", null)),
						update(product(4, "D", null), product(5, "D", "y"))));
		this.sink.apply(batches);
		assertThat(redis.opsForSet().members("by-name:x")).containsExactly("2");
		assertThat(redis.opsForSet().members("by-name:y")).containsExactlyInAnyOrder("1", "5");
		// Delivered again, and as a snapshot has them.
		this.sink.apply(batches);
		this.sink.apply(List.of(batch(4, insert(product(1, "A", "y")), insert(product(2, "B2", "x")))));
		assertThat(redis.opsForSet().members("by-name:x")).containsExactly("2");
		assertThat(redis.opsForSet().members("by-name:y")).containsExactlyInAnyOrder("1", "5");
		this.sink.apply(List
			.of(batch(5, delete(product(1, "A", "y")), delete(product(5, "D", "y")), delete(product(2, "B2", "x")))));
		assertThat(keys()).containsExactly(POSITION);
	}

	@Test
	void aSortedSetFollowsItsScore() throws Exception {
		load(mapping("by-price:{sku}", "zset:{id}-{name}:{price}"));
		this.sink.apply(List.of(batch(1, insert(row(1L, "A", "x", new BigDecimal("3.5"))),
				insert(row(2L, "A", "y", new BigDecimal("-1"))), insert(row(3L, "A", "z", null)))));
		assertThat(redis.opsForZSet().range("by-price:A", 0, -1)).containsExactly("2-y", "1-x");
		assertThat(redis.opsForZSet().score("by-price:A", "1-x")).isEqualTo(3.5);
		this.sink.apply(List
			.of(batch(2, update(row(1L, "A", "x", new BigDecimal("3.5")), row(1L, "A", "x", new BigDecimal("-2"))),
					update(row(2L, "A", "y", new BigDecimal("-1")), row(2L, "A", "y", null)),
					update(row(3L, "A", "z", null), row(3L, "A", "w", BigDecimal.ONE)))));
		assertThat(redis.opsForZSet().range("by-price:A", 0, -1)).containsExactly("1-x", "3-w");
		assertThat(redis.opsForZSet().score("by-price:A", "1-x")).isEqualTo(-2);
		this.sink.apply(List.of(batch(3, delete(row(1L, "A", "x", new BigDecimal("-2"))),
				update(row(3L, "A", "w", BigDecimal.ONE), row(3L, "B", "w", BigDecimal.ONE)))));
		assertThat(keys()).containsExactlyInAnyOrder("by-price:B", POSITION);
	}

	@Test
	void timesAreScoresInMilliseconds() throws Exception {
		load(mapping("by-time:{sku}", "zset:{id}:{price}"));
		this.sink.apply(List.of(batch(1, insert(row(1L, "A", "x", Instant.ofEpochMilli(1_750_000_000_123L))),
				insert(row(2L, "A", "x", LocalDateTime.of(1970, 1, 1, 0, 0, 1))),
				insert(row(3L, "A", "x", LocalDate.of(1970, 1, 2))),
				insert(row(4L, "A", "x", Duration.ofMillis(-1500))), insert(row(5L, "A", "x", "0000-00-00")))));
		assertThat(redis.opsForZSet().score("by-time:A", "1", "2", "3", "4")).containsExactly(1_750_000_000_123.0,
				1000.0, 86_400_000.0, -1500.0);
		assertThat(redis.opsForZSet().range("by-time:A", 0, 0)).containsExactly("5");
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
	void aRowOfWhichTheConditionFailsIsRefusedAndAllElseApplied() throws Exception {
		load(Products.when("product:{id}", "text:{name}", "sku == null or not name"),
				Products.when("by:{sku}", "set:{id}", "sku == null or not name"));
		Row fine = row(1L, null, "x", BigDecimal.ONE);
		Row alsoFine = row(2L, null, "y", BigDecimal.ONE);
		this.sink.apply(List.of(batch(1, insert(fine), insert(alsoFine))));
		Row bad = row(2L, "secret", "z", BigDecimal.ONE);
		List<ChangeBatch> batches = List.of(batch(2, update(alsoFine, bad)),
				batch(3, insert(row(3L, "secret", "z", BigDecimal.ONE)),
						update(fine, row(1L, null, "w", BigDecimal.ONE))),
				batch(4, update(row(3L, "secret", "z", BigDecimal.ONE), row(3L, null, "z", BigDecimal.ONE))));
		for (int attempt = 0; attempt < 2; attempt++) {
			assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> this.sink.apply(batches))
				.withMessageContaining("shop.product")
				.withMessageContaining("'sku == null or not name'")
				.withMessageNotContaining("secret")
				.satisfies((ex) -> {
					assertThat(ex.batches()).isEqualTo(3);
					assertThat(ex.refused()).singleElement()
						.satisfies((refused) -> assertThat(refused.change().after()).isSameAs(bad));
				});
			assertThat(get("product:1")).isEqualTo("w");
			assertThat(get(POSITION)).isEqualTo("binlog.000001:1");
			assertThat(keys()).containsExactlyInAnyOrder("product:1", "product:3", POSITION);
		}
		// As the pipeline does once it has parked it.
		this.sink.apply(List.of(batch(4)));
		assertThatExceptionOfType(ChangesRefusedException.class)
			.isThrownBy(() -> this.sink.replay(List.of(insert(bad)), new Products.TestPosition(4)));
		this.sink.replay(List.of(insert(alsoFine)), new Products.TestPosition(4));
		assertThat(keys()).containsExactlyInAnyOrder("product:1", "product:2", "product:3", POSITION);
		assertThat(get(POSITION)).isEqualTo("binlog.000001:4");
	}

	@Test
	void rowsOfAKeyThatIsNoSetAreRefusedAndAllElseApplied() throws Exception {
		load(mapping("product:{id}", "text:{name}"), mapping("by-name:{name}", "set:{id}"),
				mapping("by-sku:{sku}", "zset:{id}:{price}"));
		redis.opsForValue().set("by-name:x", "somebody's");
		redis.opsForHash().put("by-sku:C", "somebody's", "field");
		List<ChangeBatch> batches = List.of(batch(1, insert(product(1, "A", "x")), delete(product(3, "C", "x"))),
				batch(2, insert(product(2, "B", "y")), insert(product(4, "C", "y")), insert(product(5, "D", "x"))),
				batch(3, update(product(5, "D", "x"), product(5, "D", "z"))));
		for (int attempt = 0; attempt < 2; attempt++) {
			assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> this.sink.apply(batches))
				.withMessageContaining("shop.product -> by-")
				.withMessageContaining("WRONGTYPE")
				.satisfies((ex) -> {
					assertThat(ex.batches()).isEqualTo(3);
					assertThat(ex.refused()).extracting((refused) -> refused.change().after().get("id"))
						.containsExactlyInAnyOrder(1L, 4L);
				});
			assertThat(redis.opsForSet().members("by-name:y")).containsExactlyInAnyOrder("2", "4");
			assertThat(keys()).containsExactlyInAnyOrder("product:1", "product:2", "product:4", "product:5",
					"by-name:x", "by-name:y", "by-name:z", "by-sku:A", "by-sku:B", "by-sku:C", "by-sku:D");
		}
		// The application might end here.
		assertThat(this.sink.load()).isNull();
		assertThat(this.sink.ahead()).isZero();
		this.sink.apply(List.of(batch(0)));
		assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> this.sink.apply(batches));
		assertThat(this.sink.load()).isEqualTo("binlog.000001:0");
		assertThat(this.sink.ahead()).isEqualTo(3);
		// As the pipeline does once it has parked them.
		this.sink.apply(List.of(batch(3)));
		this.sink.apply(List.of(batch(4, delete(product(2, "B", "y")))));
		List<Change> parked = List.of(insert(product(1, "A", "x")));
		assertThatExceptionOfType(ChangesRefusedException.class)
			.isThrownBy(() -> this.sink.replay(parked, new Products.TestPosition(4)));
		assertThat(get(POSITION)).isEqualTo("binlog.000001:4");
		assertThat(get("by-name:x")).isEqualTo("somebody's");
		redis.delete("by-name:x");
		this.sink.replay(parked, new Products.TestPosition(4));
		assertThat(redis.opsForSet().members("by-name:x")).containsExactly("1");
		// Out of the other one: nothing is to be done there.
		this.sink.apply(List.of(batch(5, update(product(4, "C", "y"), product(4, "E", "y")))));
		assertThat(redis.opsForZSet().range("by-sku:E", 0, -1)).containsExactly("4");
		assertThat(redis.opsForHash().size("by-sku:C")).isEqualTo(1);
		assertThat(get(POSITION)).isEqualTo("binlog.000001:5");
		redis.delete(POSITION);
		assertThat(this.sink.load()).isNull();
		this.sink.apply(List.of(batch(1)));
		assertThat(this.sink.load()).isEqualTo("binlog.000001:1");
		assertThat(this.sink.ahead()).as("What was ahead of another position").isZero();
	}

	@Test
	void aKeyThatIsNoSetIsFoundInTheMiddleOfManyTransactions() throws Exception {
		load(mapping("product:{id}", "text:{name}"), mapping("by-sku:{sku}", "set:{id}"));
		redis.opsForValue().set("by-sku:sku-7000", "somebody's");
		List<Change> changes = inserts(15_000, "x");
		List<ChangeBatch> batches = IntStream.range(0, 15)
			.mapToObj((number) -> batch(number + 1, changes.subList(number * 1000, number * 1000 + 1000)))
			.toList();
		assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> this.sink.apply(batches))
			.satisfies((ex) -> {
				assertThat(ex.refused()).singleElement()
					.satisfies((refused) -> assertThat(refused.change()).isSameAs(changes.get(7000)));
				assertThat(ex.batches()).isBetween(8, 14);
				assertThat(get("product:" + (ex.batches() * 1000 - 1))).isEqualTo("x");
				this.sink.apply(List.of(batch(ex.batches())));
				this.sink.apply(batches.subList(ex.batches(), 15));
			});
		// All of both but one, and the sink's own.
		Long size = redis.execute((connection) -> connection.serverCommands().dbSize(), true);
		assertThat(size).isEqualTo(30_003);
		assertThat(get("by-sku:sku-7000")).isEqualTo("somebody's");
		assertThat(get(POSITION)).isEqualTo("binlog.000001:15");
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
		return redis.keys("*")
			.stream()
			.filter((key) -> !key.endsWith(":epoch") && !key.endsWith(":ahead"))
			.collect(Collectors.toSet());
	}

}
