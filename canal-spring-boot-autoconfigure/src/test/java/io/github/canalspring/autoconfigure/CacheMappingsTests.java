package io.github.canalspring.autoconfigure;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.redis.RedisMapping;
import io.github.canalspring.sink.redis.RedisValue;
import io.github.canalspring.sink.handler.RowBinders;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CacheMappings}.
 */
class CacheMappingsTests {

	private static final Map<String, String> EVICT = Map.of("table", "shop.product", "cache", "products", "key", "{id}",
			"value", "evict");

	static CacheMappings caches(CacheManager manager) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("cacheManager", manager));
		return new CacheMappings(Set.of("products"), beans.getBeanProvider(CacheManager.class),
				new RowBinders(JsonMapper.shared(), ApplicationConversionService.getSharedInstance()),
				CacheMappingsTests.class.getClassLoader());
	}

	private static RedisCacheManager manager(RedisCacheConfiguration configuration) {
		RedisCacheManager manager = RedisCacheManager.builder(new LettuceConnectionFactory())
			.cacheDefaults(configuration)
			.build();
		manager.afterPropertiesSet();
		return manager;
	}

	@Test
	void evictsTheEntryAndItsTicket() {
		List<RedisMapping> mappings = read(EVICT, manager(RedisCacheConfiguration.defaultCacheConfig()));
		assertThat(mappings).extracting(Object::toString)
			.containsExactly("shop.product -> products::{id}", "shop.product -> canal:ticket:products::{id}");
		assertThat(mappings).allMatch((mapping) -> mapping.value() instanceof RedisValue.Evict);
	}

	@Test
	void takesPrefixSerializerAndTimeToLiveFromTheCache() {
		RedisCacheConfiguration configuration = RedisCacheConfiguration.defaultCacheConfig()
			.computePrefixWith((name) -> "{shop}:" + name + ":")
			.entryTtl((key, value) -> Duration.ofMinutes(Long.parseLong((String) key)))
			.serializeValuesWith(SerializationPair.fromSerializer(GenericJacksonJsonRedisSerializer.builder().build()));
		List<RedisMapping> mappings = read(with(EVICT, "value", "entry: " + Product.class.getName()),
				manager(configuration));
		assertThat(mappings).extracting(Object::toString)
			.containsExactly("shop.product -> {{shop}}:products:{id}",
					"shop.product -> canal:ticket:{{shop}}:products:{id}", "shop.product -> {{shop}}:products:{id}");
		RedisValue.Format format = ((RedisValue.Formatted) mappings.get(2).value()).format();
		RedisValue.Entry entry = format.entry(new TableId("shop", "product"), "{shop}:products:7",
				Row.of(Map.of("id", 7, "name", "Tea")));
		assertThat(entry.ttl()).isEqualTo(Duration.ofMinutes(7));
		assertThat(new String(entry.value(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":7,\"name\":\"Tea\"}");
	}

	@Test
	void aCacheWithoutPrefixOrTimeToLive() {
		List<RedisMapping> mappings = read(with(EVICT, "value", "entry:" + Product.class.getName()),
				manager(RedisCacheConfiguration.defaultCacheConfig().disableKeyPrefix()));
		assertThat(mappings.get(0).key()).hasToString("{id}");
		RedisValue.Format format = ((RedisValue.Formatted) mappings.get(2).value()).format();
		assertThat(format.entry(new TableId("shop", "product"), "7", Row.of(Map.of("id", 7, "name", "Tea"))).ttl())
			.isNull();
	}

	@Test
	void protectsOnlyTheCachesThatAreNamed() {
		assertThat(read(with(EVICT, "cache", "categories"), manager(RedisCacheConfiguration.defaultCacheConfig())))
			.hasSize(1);
	}

	@Test
	void refusesKeysThatAreNotPlainText() {
		RedisCacheConfiguration configuration = RedisCacheConfiguration.defaultCacheConfig()
			.serializeKeysWith(SerializationPair.fromSerializer(new RedisSerializer<String>() {

				@Override
				public byte[] serialize(String value) {
					return ("\"" + value + "\"").getBytes(StandardCharsets.UTF_8);
				}

				@Override
				public String deserialize(byte[] bytes) {
					throw new UnsupportedOperationException();
				}

			}));
		assertRefused(EVICT, manager(configuration), "cache", "The keys of this cache are not written as plain text");
	}

	@Test
	void refusesACacheThatIsNotInRedis() {
		assertRefused(EVICT, new ConcurrentMapCacheManager(), "cache", "This cache is not in Redis");
	}

	@Test
	void refusesACacheThatIsNotThere() {
		RedisCacheManager manager = RedisCacheManager.builder(new LettuceConnectionFactory())
			.initialCacheNames(Set.of("orders"))
			.disableCreateOnMissingCache()
			.build();
		manager.afterPropertiesSet();
		assertRefused(EVICT, manager, "cache", "has no cache of this name, only [orders]");
	}

	@ParameterizedTest
	@CsvSource({ "value, json, not possible for a cache", "value, entry:com.example.Missing, there is no class",
			"value, entry:java.lang.String, has no properties for columns", "ttl, 5m, not possible for a cache",
			"ttl-jitter, 1m, without effect", "include, id, without effect", "exclude, id, without effect",
			"naming, camel-case, without effect", "when, id > 5, every change of a row evicts",
			"key, id, names no column" })
	void refusesWhatDoesNotFitACache(String property, String value, String problem) {
		assertRefused(with(EVICT, property, value), manager(RedisCacheConfiguration.defaultCacheConfig()), property,
				problem);
	}

	private static void assertRefused(Map<String, String> mapping, CacheManager manager, String property,
			String problem) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> read(mapping, manager))
			.satisfies((ex) -> {
				assertThat(ex.getMessage()).contains("canal.sinks.redis[0]." + property);
				assertThat(ex.problem()).contains(problem);
				assertThat(ex.remedy()).isNotBlank();
			});
	}

	private static List<RedisMapping> read(Map<String, String> mapping, CacheManager manager) {
		Map<String, String> properties = new HashMap<>();
		mapping.forEach((name, value) -> properties.put("canal.sinks.redis[0]." + name, value));
		return SinkMappings.redis(SourceProperties.single(CanalPropertiesTests.bind(properties)), caches(manager));
	}

	private static Map<String, String> with(Map<String, String> mapping, String name, String value) {
		Map<String, String> changed = new HashMap<>(mapping);
		changed.put(name, value);
		return changed;
	}

	record Product(int id, String name) implements Serializable {
	}

}
