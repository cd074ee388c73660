package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.canalspring.Difference;
import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.Leftovers;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static io.github.canalspring.sink.redis.Products.batch;
import static io.github.canalspring.sink.redis.Products.delete;
import static io.github.canalspring.sink.redis.Products.inserts;
import static io.github.canalspring.sink.redis.Products.mapping;
import static io.github.canalspring.sink.redis.Products.product;
import static io.github.canalspring.sink.redis.Products.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link RedisSink} with a real Redis Cluster of three nodes.
 */
@Timeout(180)
class RedisClusterSinkIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String POSITION = "canal:{shop}:redis:position";

	private static final int SLOTS = 16384;

	private static final List<RedisServer> servers = new ArrayList<>();

	private static final List<StatefulRedisConnection<String, String>> nodes = new ArrayList<>();

	private static RedisClient client;

	private static LettuceConnectionFactory connections;

	private static StringRedisTemplate redis;

	private RedisSink sink;

	@BeforeAll
	static void start() {
		client = RedisClient.create();
		for (int node = 0; node < 3; node++) {
			RedisServer server = RedisServer.builder()
				.option("--cluster-enabled", "yes")
				.option("--cluster-node-timeout", "5000")
				.option("--appendonly", "yes")
				.start();
			servers.add(server);
			nodes.add(connect(server));
			commands(node).clusterAddSlots(IntStream.range(node * SLOTS / 3, (node + 1) * SLOTS / 3).toArray());
		}
		servers.stream().skip(1).forEach((server) -> commands(0).clusterMeet(server.host(), server.port()));
		awaitWhole();
		connections = new LettuceConnectionFactory(
				new RedisClusterConfiguration(List.of(servers.get(0).host() + ":" + servers.get(0).port(),
						servers.get(1).host() + ":" + servers.get(1).port())));
		connections.start();
		redis = new StringRedisTemplate(connections);
	}

	@AfterAll
	static void stop() {
		connections.destroy();
		nodes.forEach(StatefulRedisConnection::close);
		client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		servers.forEach(RedisServer::close);
	}

	@BeforeEach
	void empty() {
		for (int node = 0; node < nodes.size(); node++) {
			commands(node).flushall();
		}
	}

	@AfterEach
	void close() {
		this.sink.close();
	}

	@Test
	void writesEveryFormToTheNodeOfItsKey() throws Exception {
		load(mapping("j:{id}", "json"), mapping("h:{id}", "hash"), mapping("e:{id}", "evict"),
				mapping("by-sku:{sku}", "set:{id}"), mapping("by-name:{name}", "zset:{id}:{price}"),
				new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("t:{id}"),
						RedisValue.parse("text:{sku}"), Duration.ofMinutes(30), Products.all()));
		IntStream.range(0, 100).forEach((id) -> redis.opsForValue().set("e:" + id, "filled"));
		this.sink.apply(List.of(batch(1, inserts(3000, "x"))));
		assertThat(nodes).allSatisfy((node) -> assertThat(node.sync().dbsize()).isGreaterThan(1000));
		assertThat(redis.opsForValue().get("j:2999")).contains("\"sku-2999\"");
		assertThat(redis.opsForHash().get("h:17", "sku")).isEqualTo("sku-17");
		assertThat(redis.opsForValue().get("t:5")).isEqualTo("sku-5");
		assertThat(redis.getExpire("t:5")).isBetween(1700L, 1800L);
		assertThat(redis.opsForSet().members("by-sku:sku-1")).containsExactly("1");
		assertThat(redis.opsForZSet().size("by-name:x")).isEqualTo(3000);
		assertThat(redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:1");
		this.sink.apply(List.of(batch(2,
				IntStream.range(0, 3000)
					.mapToObj((id) -> (id % 2 == 0) ? delete(product(id, "sku-" + id, "x"))
							: update(product(id, "sku-" + id, "x"), product(id, "moved-" + id % 10, "y")))
					.toList())));
		assertThat(redis.opsForZSet().size("by-name:y")).isEqualTo(1500);
		assertThat(redis.opsForSet().size("by-sku:moved-1")).isEqualTo(300);
		// j, h and t of each, five sets by sku, the one by name, position and epoch.
		assertThat(nodes.stream().mapToLong((node) -> node.sync().dbsize()).sum()).isEqualTo(3 * 1500 + 5 + 1 + 2);
	}

	@Test
	void rowsOfKeysThatAreNoSetsAreRefusedAlone() throws Exception {
		load(mapping("j:{id}", "json"), mapping("by-sku:{sku}", "set:{id}"),
				mapping("by-name:{name}", "zset:{id}:{price}"));
		List.of("by-sku:sku-1", "by-sku:sku-2", "by-name:y")
			.forEach((key) -> redis.opsForValue().set(key, "somebody's"));
		List<Change> changes = inserts(2000, "x");
		assertThatExceptionOfType(ChangesRefusedException.class)
			.isThrownBy(() -> this.sink.apply(List.of(batch(1, changes))))
			.satisfies((ex) -> assertThat(ex.refused()).extracting(RefusedChange::change)
				.containsExactlyInAnyOrder(changes.get(1), changes.get(2)));
		assertThat(redis.opsForZSet().size("by-name:x")).isEqualTo(2000);
		assertThat(redis.opsForValue().get(POSITION)).isNull();
		this.sink.apply(List.of(batch(1), batch(2, delete(product(5, "sku-5", "y")))));
		assertThat(redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:2");
		redis.delete("by-sku:sku-1");
		this.sink.replay(changes.subList(1, 2), new Products.TestPosition(2));
		assertThat(redis.opsForSet().members("by-sku:sku-1")).containsExactly("1");
	}

	@Test
	void findsAndMendsWhatDiffersOnAnyNode() throws Exception {
		load(mapping("j:{id}", "json"), mapping("h:{id}", "hash"), mapping("by-sku:{sku}", "set:{id}"),
				mapping("by-name:{name}", "zset:{id}:{price}"));
		List<Change> rows = inserts(300, "x");
		this.sink.apply(List.of(batch(1, rows)));
		try (Comparison comparison = this.sink.comparison()) {
			assertThat(comparison.compare(rows)).isEmpty();
			IntStream.range(0, 10).forEach((id) -> redis.delete("j:" + id));
			IntStream.range(10, 20).forEach((id) -> redis.opsForHash().put("h:" + id, "sku", "other"));
			redis.opsForSet().remove("by-sku:sku-20", "20");
			redis.opsForZSet().add("by-name:x", "21", 1);
			redis.delete("h:22");
			redis.opsForValue().set("h:22", "no hash");
			List<Entry> gone = new ArrayList<>();
			IntStream.range(1000, 1010).forEach((id) -> {
				redis.opsForValue().set("j:" + id, "{}");
				gone.add(new RedisKey("j:" + id));
			});
			List<Mismatch> found = comparison.compare(rows);
			assertThat(found).extracting(Mismatch::kind)
				.containsOnly(Difference.Kind.MISSING, Difference.Kind.DIFFERENT)
				.hasSize(23);
			assertThat(scanned(comparison)).containsAll(gone).contains(new RedisKey("j:299"));
			assertThat(comparison.leftOver(List.of(gone.get(0), gone.get(9), new RedisKey("j:2000")))).hasSize(2);
			gone.addAll(found.stream().filter(Mismatch::inTheWay).map(Mismatch::entry).toList());
			this.sink.mend(found.stream().map(Mismatch::row).distinct().toList(), new Leftovers(gone, 1),
					new Products.TestPosition(1));
			assertThat(comparison.compare(rows)).isEmpty();
			assertThat(comparison.leftOver(gone.subList(0, 10))).isEmpty();
		}
		assertThat(redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:1");
	}

	private static List<Entry> scanned(Comparison comparison) throws Exception {
		List<Entry> found = new ArrayList<>();
		try (EntryScan scan = comparison.entries().scan(List.of(Products.TABLE))) {
			for (List<Entry> page = scan.next(); !page.isEmpty(); page = scan.next()) {
				found.addAll(page);
			}
		}
		return found;
	}

	@Test
	void aNodeThatIsAwayHoldsEverythingBackUntilItIsThereAgain() throws Exception {
		load(mapping("product:{id}", "text:{name}"));
		this.sink.apply(List.of(batch(1, inserts(300, "a"))));
		for (int killed = 0; killed < 3; killed++) {
			String name = "b" + killed;
			servers.get(killed).kill();
			List<ChangeBatch> batches = List.of(batch(2 + killed, inserts(300, name)));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.sink.apply(batches));
			servers.get(killed).start();
			nodes.get(killed).close();
			nodes.set(killed, connect(servers.get(killed)));
			apply(batches);
			assertThat(IntStream.range(0, 300).mapToObj((id) -> redis.opsForValue().get("product:" + id)))
				.containsOnly(name);
			assertThat(redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:" + (2 + killed));
		}
	}

	@Test
	void followsSlotsThatMove() throws Exception {
		load(mapping("product:{id}", "text:{name}"));
		this.sink.apply(List.of(batch(1, inserts(100, "a"))));
		move("product:1");
		this.sink.apply(List.of(batch(2, inserts(100, "b"))));
		assertThat(redis.opsForValue().get("product:1")).isEqualTo("b");
		move(POSITION);
		List<ChangeBatch> batches = List.of(batch(3, inserts(100, "c")));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.sink.apply(batches))
			.withMessageContaining("moved");
		this.sink.apply(batches);
		this.sink.apply(List.of(batch(4, inserts(100, "d"))));
		this.sink.close();
		assertThat(this.sink.load()).isEqualTo("binlog.000001:4");
		assertThat(IntStream.range(0, 100).mapToObj((id) -> redis.opsForValue().get("product:" + id)))
			.containsOnly("d");
	}

	@Test
	void ofTwoInstancesTheLaterOneKeepsThePosition() throws Exception {
		load(mapping("product:{id}", "text:{name}"));
		this.sink.apply(List.of(batch(1, inserts(10, "a"))));
		try (RedisSink other = new RedisSink("shop", connections, List.of(mapping("product:{id}", "text:{name}")))) {
			assertThat(other.load()).isEqualTo("binlog.000001:1");
			assertThatExceptionOfType(SinkException.class)
				.isThrownBy(() -> this.sink.apply(List.of(batch(2, inserts(10, "b")))))
				.withMessageContaining("Another instance");
			assertThat(redis.opsForValue().get(POSITION)).isEqualTo("binlog.000001:1");
			assertThat(redis.opsForValue().get("product:5")).isEqualTo("a");
			other.apply(List.of(batch(3, inserts(10, "c"))));
		}
		assertThat(redis.opsForValue().get("product:5")).isEqualTo("c");
	}

	@Test
	void aNodeThatIsTakenForASingleServerIsSomebodysToMend() {
		LettuceConnectionFactory single = new LettuceConnectionFactory(servers.get(0).host(), servers.get(0).port());
		single.start();
		try {
			String elsewhere = IntStream.range(0, 1000)
				.mapToObj((number) -> "other" + number)
				.filter((name) -> SlotHash.getSlot(name) > SLOTS / 2)
				.findFirst()
				.orElseThrow();
			this.sink = new RedisSink(elsewhere, single, List.of(mapping("product:{id}", "json")));
			assertThatExceptionOfType(SinkException.class).isThrownBy(() -> this.sink.load())
				.withMessageContaining("MOVED")
				.satisfies((ex) -> assertThat(ex.remedy()).contains("spring.data.redis.cluster.nodes"));
		}
		finally {
			single.destroy();
		}
	}

	/** As the pipeline does. */
	private void apply(List<ChangeBatch> batches) {
		Awaitility.await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			this.sink.apply(batches);
			return true;
		});
	}

	private void load(RedisMapping... mappings) throws Exception {
		this.sink = new RedisSink("shop", connections, List.of(mappings));
		assertThat(this.sink.load()).isNull();
	}

	/** Move the slot of a key, with all that is in it, to the next node. */
	private static void move(String key) {
		int slot = SlotHash.getSlot(key);
		int from = IntStream.range(0, 3)
			.filter((node) -> ClusterPartitionParser.parse(commands(node).clusterNodes())
				.getPartitionByNodeId(commands(node).clusterMyId())
				.hasSlot(slot))
			.findFirst()
			.orElseThrow();
		int to = (from + 1) % 3;
		String source = commands(from).clusterMyId();
		String target = commands(to).clusterMyId();
		commands(to).clusterSetSlotImporting(slot, source);
		commands(from).clusterSetSlotMigrating(slot, target);
		List<String> keys = commands(from).clusterGetKeysInSlot(slot, 1000);
		commands(from).migrate(servers.get(to).host(), servers.get(to).port(), 0, 5000, MigrateArgs.Builder.keys(keys));
		for (int node : List.of(to, from, 3 - to - from)) {
			commands(node).clusterSetSlotNode(slot, target);
		}
	}

	private static void awaitWhole() {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> nodes.stream()
				.map((node) -> node.sync().clusterInfo())
				.allMatch((info) -> info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")));
	}

	private static StatefulRedisConnection<String, String> connect(RedisServer server) {
		return client.connect(RedisURI.create(server.host(), server.port()));
	}

	private static RedisCommands<String, String> commands(int node) {
		return nodes.get(node).sync();
	}

}
