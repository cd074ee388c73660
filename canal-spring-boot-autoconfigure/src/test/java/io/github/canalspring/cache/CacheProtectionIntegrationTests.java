package io.github.canalspring.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.servers.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CacheProtection} on a real Redis: the test does what the sink would.
 */
class CacheProtectionIntegrationTests {

	private static final RedisServer redis = RedisServer.create().start();

	private static LettuceConnectionFactory connections;

	private static StringRedisTemplate template;

	private static RedisCacheManager manager;

	private static Cache cache;

	@BeforeAll
	static void connect() {
		connections = new LettuceConnectionFactory(redis.host(), redis.port());
		connections.start();
		template = new StringRedisTemplate(connections);
		manager = protect(false);
		cache = manager.getCache("guarded");
	}

	private static RedisCacheManager protect(boolean transactionAware) {
		RedisCacheManager.RedisCacheManagerBuilder builder = RedisCacheManager.builder(connections)
			.cacheDefaults(RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofMinutes(10)));
		RedisCacheManager plain = (transactionAware ? builder.transactionAware() : builder).build();
		plain.afterPropertiesSet();
		return (RedisCacheManager) new CacheProtection(Set.of("guarded"), () -> connections)
			.postProcessAfterInitialization(plain, "cacheManager");
	}

	@AfterAll
	static void close() {
		connections.destroy();
		redis.close();
	}

	@BeforeEach
	void empty() {
		template.delete(template.keys("*"));
	}

	@Test
	void protectsTheCachesThatAreNamed() {
		assertThat(CacheProtection.isProtected(manager, "guarded")).isTrue();
		assertThat(CacheProtection.isProtected(manager, "other")).isFalse();
		assertThat(CacheProtection.isProtected(protect(true), "guarded")).isTrue();
		assertThat(manager.getCache("guarded")).isSameAs(cache);
	}

	@Test
	void aMissAndAPutFill() {
		assertThat(cache.get("1")).isNull();
		assertThat(template.getExpire("canal:ticket:guarded::1")).isBetween(1L, 300L);
		cache.put("1", "tea");
		assertThat(cache.get("1", String.class)).isEqualTo("tea");
		assertThat(template.getExpire("guarded::1")).isBetween(500L, 600L);
		assertThat(template.keys("canal:ticket:*")).isEmpty();
	}

	@Test
	void aFillIsRefusedWhenItsTicketIsCancelled() {
		cache.get("1");
		change("1");
		cache.put("1", "old");
		assertThat(cache.get("1")).isNull();
		assertThat(cache.get("2", load("old", () -> change("2")))).isEqualTo("old");
		assertThat(cache.get("2")).isNull();
		assertThat(cache.retrieve("3", () -> CompletableFuture.supplyAsync(() -> {
			change("3");
			return "old";
		})).join()).isEqualTo("old");
		assertThat(cache.get("3")).isNull();
	}

	@Test
	void aTicketTakenAfterTheChangeDoesNotHelpTheOneBefore() {
		cache.get("1");
		change("1");
		assertThat(CompletableFuture.supplyAsync(() -> cache.get("1")).join()).isNull();
		cache.put("1", "old");
		assertThat(template.hasKey("guarded::1")).isFalse();
	}

	@Test
	void readersShareATicket() {
		cache.get("1");
		CompletableFuture.runAsync(() -> {
			cache.get("1");
			cache.put("1", "tea");
		}).join();
		cache.put("1", "tea too");
		assertThat(cache.get("1", String.class)).isEqualTo("tea");
	}

	@Test
	void oneLoadMayBeWithinAnother() {
		cache.get("outer");
		cache.get("inner");
		cache.put("inner", "a");
		change("inner");
		cache.put("outer", "b");
		assertThat(cache.get("outer", String.class)).isEqualTo("b");
		assertThat(cache.get("inner")).isNull();
	}

	@Test
	void aPutWithoutAMissEvicts() {
		cache.get("1");
		cache.put("1", "tea");
		cache.put("1", "coffee");
		assertThat(cache.get("1")).isNull();
		assertThat(cache.get("2", load("tea", () -> CompletableFuture.runAsync(() -> cache.put("2", "coffee")).join())))
			.isEqualTo("tea");
		assertThat(template.hasKey("guarded::2")).isFalse();
	}

	@Test
	void putIfAbsentFillsOrFinds() {
		cache.get("1");
		assertThat(cache.putIfAbsent("1", "tea")).isNull();
		assertThat(cache.putIfAbsent("1", "coffee").get()).isEqualTo("tea");
		assertThat(cache.get("1", String.class)).isEqualTo("tea");
	}

	@Test
	void keepsNull() {
		assertThat(cache.get("1", load(null, () -> {
		}))).isNull();
		assertThat(cache.get("1")).isNotNull();
		assertThat(cache.get("1").get()).isNull();
	}

	@Test
	void evictingAndClearingCancelTickets() {
		cache.get("1");
		cache.evict("1");
		cache.put("1", "old");
		assertThat(cache.get("1")).isNull();
		cache.evictIfPresent("1");
		cache.put("1", "old");
		assertThat(cache.get("1")).isNull();
		cache.invalidate();
		cache.put("1", "old");
		assertThat(cache.get("1")).isNull();
	}

	@Test
	void aLoadThatFailsLeavesATicketThatExpires() {
		assertThatExceptionOfType(Cache.ValueRetrievalException.class).isThrownBy(() -> cache.get("1", () -> {
			throw new IllegalStateException("Expected");
		}));
		assertThat(template.getExpire("canal:ticket:guarded::1")).isPositive();
		assertThat(cache.get("1", load("tea", () -> {
		}))).isEqualTo("tea");
		assertThat(cache.get("1", String.class)).isEqualTo("tea");
	}

	@Test
	void doesNotFillWithAnOpenSession() {
		Object key = new Object();
		TransactionSynchronizationManager.bindResource(key, new ResourceHolderSupport() {
		});
		try {
			assertThat(cache.get("1")).isNull();
			cache.put("1", "perhaps old");
			assertThat(cache.get("2", load("perhaps old", () -> {
			}))).isEqualTo("perhaps old");
			assertThat(cache.retrieve("3", () -> CompletableFuture.completedFuture("perhaps old")).join())
				.isEqualTo("perhaps old");
		}
		finally {
			TransactionSynchronizationManager.unbindResource(key);
		}
		assertThat(template.keys("*")).isEmpty();
	}

	@Test
	void worksWithACacheThatKnowsTransactions() {
		Cache aware = protect(true).getCache("guarded");
		aware.get("1");
		aware.put("1", "tea");
		assertThat(aware.get("1", String.class)).isEqualTo("tea");
		change("1");
		aware.get("1");
		change("1");
		aware.put("1", "old");
		assertThat(aware.get("1")).isNull();
	}

	private static Callable<String> load(String value, Runnable meanwhile) {
		return () -> {
			meanwhile.run();
			return value;
		};
	}

	/** As the sink does it. */
	private static void change(String key) {
		template.delete(Set.of("guarded::" + key, CacheProtection.ticketKey("guarded::" + key)));
	}

}
