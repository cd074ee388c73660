package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
	void aRowThatDoesNotCountHasNoEntry() {
		KeyEntries mapping = new KeyEntries(
				new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("p:{sku}"),
						RedisValue.parse("json"), null, Products.all(), RowCondition.parse("name == 'on'")),
				Products.TABLE);
		Row row = Products.product(1, "A", "on");
		assertThat(mapping.entry(row)).isEqualTo(new RedisKey("p:A"));
		assertThat(mapping.entry(Products.product(1, "A", "off"))).isNull();
		assertThat(mapping.entry(Products.product(1, null, "on"))).isNull();
		assertThat(mapping.entry(null)).isNull();
		assertThat(mapping.columns()).containsExactly("sku");
		assertThat(mapping.reads()).containsExactly("sku", "name");
	}

	@Test
	void findsTheMembersOfSharedKeys() throws Exception {
		try (RedisServer server = RedisServer.create().start()) {
			LettuceConnectionFactory connections = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration(server.host(), server.port()));
			connections.start();
			StringRedisTemplate redis = new StringRedisTemplate(connections);
			for (int id = 1; id <= 2500; id++) {
				redis.opsForSet().add("of:shoes", Integer.toString(id));
			}
			redis.opsForZSet().add("by-price:shoes", "1:A", 9.9);
			redis.opsForValue().set("of:a string", "x");
			redis.opsForValue().set("p:1", "x");
			RedisSink sink = new RedisSink("shop", connections, List.of(Products.mapping("of:{name}", "set:{id}"),
					Products.mapping("by-price:{name}", "zset:{id}:{sku}:{price}"), mapping("p:{id}")));
			sink.load();
			Entries entries = sink.entries();
			List<Entry> found = scan(entries);
			assertThat(found).hasSize(2500 + 1 + 4)
				.contains(new PendingWrites.Member("of:shoes", "2500", false),
						new PendingWrites.Member("by-price:shoes", "1:A", true), new RedisKey("p:1"));
			List<EntryMapping> mappings = entries.mappings(Products.TABLE);
			Entry member = new PendingWrites.Member("of:shoes", "7", false);
			assertThat(mappings).hasSize(3);
			assertThat(mappings.get(0).columns()).containsExactly("name", "id");
			assertThat(mappings.get(0).rows(member)).hasToString("[[shoes, 7]]");
			assertThat(mappings.get(0).rows(new PendingWrites.Member("of:shoes", "007", false))).isEmpty();
			assertThat(mappings.get(0).entry(Products.product(7, "A", "shoes"))).isEqualTo(member);
			assertThat(mappings.get(0).entry(Products.product(7, "A", "hats"))).isNotEqualTo(member);
			assertThat(mappings.get(1).reads()).contains("price");
			assertThat(mappings.get(1).rows(member)).isEmpty();
			assertThat(mappings.get(2).rows(member)).isEmpty();
			assertThat(mappings).allMatch((mapping) -> mapping.rows(new RedisKey("of:shoes")).isEmpty());
			sink.apply(List.of(new ChangeBatch(List.of(), new Products.TestPosition(1), Instant.EPOCH, 0, Set.of(),
					new Leftovers(List.of(member, new PendingWrites.Member("by-price:shoes", "1:A", true)), 1),
					false)));
			assertThat(redis.opsForSet().isMember("of:shoes", "7")).isFalse();
			assertThat(redis.opsForSet().size("of:shoes")).isEqualTo(2499);
			assertThat(redis.hasKey("by-price:shoes")).isFalse();
			sink.close();
			connections.destroy();
		}
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
