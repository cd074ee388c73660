package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.ChangeBatch;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@link RedisSink} tells of its keys, and of their removal.
 */
class RedisEntriesIntegrationTests {

	@Test
	void findsKeysByHowTheyBegin() throws Exception {
		try (RedisServer server = RedisServer.create().start()) {
			LettuceConnectionFactory connections = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration(server.host(), server.port()));
			connections.start();
			StringRedisTemplate redis = new StringRedisTemplate(connections);
			List.of("a*[b]?\\^:1", "a*[b]?\\^:x", "ax[b]?\\^:1", "p:1", "p:q:2", "q", "canal:{other}:redis:position")
				.forEach((key) -> redis.opsForValue().set(key, "x"));
			redis.execute((connection) -> connection.stringCommands()
				.set(new byte[] { 'p', ':', (byte) 0xff }, "x".getBytes(StandardCharsets.US_ASCII)), true);
			RedisSink sink = new RedisSink("shop", connections, List.of(mapping("a*[b]?\\^:{id}"), mapping("p:{sku}"),
					mapping("p:q:{id}"), mapping("canal:{id}"), mapping("{sku}")));
			assertThat(sink.load()).isNull();
			Entries entries = sink.entries();
			assertThat(scan(entries)).containsExactlyInAnyOrder(new RedisKey("a*[b]?\\^:1"),
					new RedisKey("a*[b]?\\^:x"), new RedisKey("p:1"), new RedisKey("p:q:2"));
			List<EntryMapping> mappings = entries.mappings(Products.TABLE);
			assertThat(mappings.get(0).rows(new RedisKey("a*[b]?\\^:x"))).isEmpty();
			assertThat(mappings.get(1).rows(new RedisKey("p:q:2"))).containsExactly(List.of("q:2"));
			assertThat(mappings.get(4).rows(new RedisKey("p:1"))).as("may be anybody's").isNull();
			sink.apply(List.of(new ChangeBatch(List.of(), new Products.TestPosition(1), Instant.EPOCH, 0, Set.of(),
					new Leftovers(List.of(new RedisKey("p:1")), 1), false)));
			assertThat(redis.hasKey("p:1")).isFalse();
			assertThat(redis.opsForValue().get("canal:{shop}:redis:position")).isEqualTo("binlog.000001:1");
			sink.close();
			connections.destroy();
		}
	}

	@Test
	void findsTheMembersOfSets() throws Exception {
		try (RedisServer server = RedisServer.create().start()) {
			LettuceConnectionFactory connections = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration(server.host(), server.port()));
			connections.start();
			StringRedisTemplate redis = new StringRedisTemplate(connections);
			String[] many = IntStream.range(0, 5000).mapToObj(Integer::toString).toArray(String[]::new);
			redis.opsForSet().add("s:many", many);
			redis.opsForSet().add("s:A", "1", "x");
			redis.opsForZSet().add("z:A", "A-1", 5);
			redis.opsForValue().set("s:B", "somebody's");
			RedisSink sink = new RedisSink("shop", connections, List.of(Products.mapping("s:{name}", "set:{id}"),
					Products.mapping("z:{sku}", "zset:{sku}-{id}:{price}"), Products.mapping("n:{sku}", "set:{name}")));
			assertThat(sink.load()).isNull();
			Entries entries = sink.entries();
			List<Entry> found = scan(entries);
			assertThat(found).filteredOn(RedisMember.class::isInstance)
				.hasSize(5003)
				.contains(new RedisMember("s:many", "4999", false), new RedisMember("s:A", "x", false),
						new RedisMember("z:A", "A-1", true));
			EntryMapping set = entries.mappings(Products.TABLE).get(0);
			assertThat(set.rows(new RedisKey("s:B"))).as("nothing is told of a set as a whole").isNull();
			assertThat(set.rows(new RedisKey("z:A"))).as("of another mapping").isEmpty();
			assertThat(set.rows(new RedisMember("s:A", "x", false))).as("no number").isEmpty();
			assertThat(set.columns()).as("the primary key is enough").containsExactly("id");
			assertThat(set.reads()).containsExactly("name", "id");
			assertThat(set.rows(new RedisMember("s:A", "1", false))).hasToString("[[1]]");
			EntryMapping sorted = entries.mappings(Products.TABLE).get(1);
			assertThat(sorted.reads()).containsExactly("sku", "id", "price");
			assertThat(sorted.rows(new RedisMember("z:A", "A-1", true))).hasToString("[[1]]");
			assertThat(sorted.rows(new RedisMember("z:A", "B-1", true))).as("two values of a column").isEmpty();
			EntryMapping named = entries.mappings(Products.TABLE).get(2);
			assertThat(named.columns()).containsExactly("sku", "name");
			assertThat(named.rows(new RedisMember("n:A", "x", false))).containsExactly(List.of("A", "x"));
			assertThat(sorted.entry(Products.product(1, "A", "x"))).isEqualTo(new RedisMember("z:A", "A-1", true));
			sink.apply(List.of(new ChangeBatch(List.of(), new Products.TestPosition(1), Instant.EPOCH, 0, Set.of(),
					new Leftovers(List.of(new RedisMember("s:A", "1", false), new RedisMember("z:A", "A-1", true)), 1),
					false)));
			assertThat(redis.opsForSet().members("s:A")).containsExactly("x");
			assertThat(redis.hasKey("z:A")).isFalse();
			sink.close();
			connections.destroy();
		}
	}

	@Test
	void aRowThatDoesNotCountHasNoEntry() {
		KeyEntries mapping = new KeyEntries(
				new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("p:{sku}"),
						RedisValue.parse("json"), null, Products.all(), RowCondition.parse("name == 'on'")),
				Products.TABLE, false);
		Row row = Products.product(1, "A", "on");
		assertThat(mapping.entry(row)).isEqualTo(new RedisKey("p:A"));
		assertThat(mapping.entry(Products.product(1, "A", "off"))).isNull();
		assertThat(mapping.entry(Products.product(1, null, "on"))).isNull();
		assertThat(mapping.entry(null)).isNull();
		assertThat(mapping.columns()).containsExactly("sku");
		assertThat(mapping.reads()).containsExactly("sku", "name");
	}

	private static List<Entry> scan(Entries entries) throws Exception {
		List<Entry> all = new ArrayList<>();
		try (EntryScan scan = entries.scan(List.of(Products.TABLE))) {
			for (List<Entry> page = scan.next(); !page.isEmpty(); page = scan.next()) {
				all.addAll(page);
			}
		}
		return all;
	}

	private static RedisMapping mapping(String key) {
		return Products.mapping(key, "json");
	}

}
