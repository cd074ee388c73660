package io.github.canalspring.autoconfigure;

import io.github.canalspring.cache.CacheProtection;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanalCacheAutoConfiguration}.
 */
class CanalCacheAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalCacheAutoConfiguration.class,
				CanalRedisAutoConfiguration.class))
		.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.user-name=canal",
				"canal.cache.protect=products");

	private final ApplicationContextRunner withCaches = this.contextRunner.withUserConfiguration(Caching.class)
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, CacheAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1");

	private final String[] mapping = { "canal.sinks.redis[0].table=shop.product", "canal.sinks.redis[0].cache=products",
			"canal.sinks.redis[0].key={id}", "canal.sinks.redis[0].value=evict" };

	@Test
	void protectsTheCache() {
		this.withCaches.withPropertyValues(this.mapping).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisCacheManager.class);
			CacheManager manager = context.getBean(CacheManager.class);
			assertThat(CacheProtection.isProtected(manager, "products")).isTrue();
			assertThat(CacheProtection.isProtected(manager, "orders")).isFalse();
		});
	}

	@Test
	void protectsTheCacheAlsoWhereNoChangesAreRead() {
		this.withCaches.withPropertyValues("canal.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(CacheProtection.isProtected(context.getBean(CacheManager.class), "products")).isTrue();
		});
	}

	@Test
	void saysWhatToMap() {
		this.withCaches.run((context) -> assertThat(context).getFailure()
			.isInstanceOfSatisfying(InvalidPropertyException.class, (ex) -> {
				assertThat(ex.problem()).contains("whose entries nothing evicts or writes");
				assertThat(ex.remedy()).contains("cache: products");
			}));
	}

	@Test
	void saysThatTheCacheIsNotInRedis() {
		this.withCaches.withPropertyValues("spring.cache.type=simple")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidPropertyException.class, (ex) -> {
					assertThat(ex.problem()).contains("ConcurrentMapCacheManager");
					assertThat(ex.remedy()).contains("spring.cache.type to redis");
				}));
	}

	@Test
	void saysThatThereIsNoCacheManager() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidPropertyException.class,
						(ex) -> assertThat(ex.problem()).contains("no CacheManager bean")));
	}

	@Test
	void namesTheStartersWhereRedisIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class,
						(ex) -> assertThat(ex.remedy()).contains("spring-boot-starter-data-redis")
							.contains("spring-boot-starter-cache")));
	}

	@Test
	void isNotThereWithoutTheProperty() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CanalCacheAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheProtection.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}
