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
import org.assertj.core.api.InstanceOfAssertFactories;
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
			redis.opsForSet().add("s:A", "1", "2");
			redis.opsForZSet().add("z:A", "1", 1);
			redis.opsForValue().set("s:B", "no set");
			redis.execute((connection) -> connection.stringCommands()
				.set(new byte[] { 'p', ':', (byte) 0xff }, "x".getBytes(StandardCharsets.US_ASCII)), true);
			RedisSink sink = new RedisSink("shop", connections,
					List.of(mapping("a*[b]?\\^:{id}"), mapping("p:{sku}"), mapping("p:q:{id}"), mapping("canal:{id}"),
							mapping("{sku}"), Products.mapping("s:{sku}", "set:{id}"),
							Products.mapping("z:{sku}", "zset:{id}:{id}")));
			assertThat(sink.load()).isNull();
			Entries entries = sink.entries();
			assertThat(scan(entries)).containsExactlyInAnyOrder(new RedisKey("a*[b]?\\^:1"),
					new RedisKey("a*[b]?\\^:x"), new RedisKey("p:1"), new RedisKey("p:q:2"),
					new RedisMember("s:A", "1", false), new RedisMember("s:A", "2", false),
					new RedisMember("z:A", "1", true), new RedisKey("s:B"));
			List<EntryMapping> mappings = entries.mappings(Products.TABLE);
			assertThat(mappings.get(0).rows(new RedisKey("a*[b]?\\^:x"))).isEmpty();
			assertThat(mappings.get(1).rows(new RedisKey("p:q:2"))).containsExactly(List.of("q:2"));
			assertThat(mappings.get(4).rows(new RedisKey("p:1"))).as("may be anybody's").isNull();
			sink.apply(List.of(new ChangeBatch(List.of(), new Products.TestPosition(1), Instant.EPOCH, 0, Set.of(),
					new Leftovers(List.of(new RedisKey("p:1"), new RedisMember("s:A", "2", false)), 1), false)));
			assertThat(redis.hasKey("p:1")).isFalse();
			assertThat(redis.opsForSet().members("s:A")).containsExactly("1");
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
				Products.TABLE, false);
		Row row = Products.product(1, "A", "on");
		assertThat(mapping.entry(row)).isEqualTo(new RedisKey("p:A"));
		assertThat(mapping.entry(Products.product(1, "A", "off"))).isNull();
		assertThat(mapping.entry(Products.product(1, null, "on"))).isNull();
		assertThat(mapping.entry(null)).isNull();
		assertThat(mapping.columns()).containsExactly("sku");
		assertThat(mapping.reads()).containsExactly("sku", "name");
	}

	@Test
	void aMemberTellsItsRowTogetherWithItsKey() {
		RedisMapping mapping = Products.mapping("s:{sku}", "set:{id}");
		MemberEntries entries = new MemberEntries(mapping, (RedisValue.Member) mapping.value(), Products.TABLE);
		RedisMember member = new RedisMember("s:A", "1", false);
		assertThat(entries.entry(Products.product(1, "A", "x"))).isEqualTo(member);
		assertThat(entries.columns()).containsExactly("sku", "id");
		List<List<Object>> rows = entries.rows(member);
		assertThat(rows).singleElement().asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2).first().isEqualTo("A");
		assertThat(entries.rows(new RedisMember("s:A", "x", false))).isEmpty();
		assertThat(entries.rows(new RedisMember("s:A", "1", true))).isEmpty();
		assertThat(entries.rows(new RedisKey("s:A"))).isEmpty();
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
