package io.github.canalspring.autoconfigure;

import java.util.stream.Stream;

import io.github.canalspring.cache.CacheProtection;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for the caches that {@code canal.cache.protect} names. Where
 * {@code canal.enabled} is off it stays: an instance that reads no changes fills caches
 * too.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class,
		afterName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@Conditional(OnProtectedCachesCondition.class)
public final class CanalCacheAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisCacheManager.class)
	static class ProtectionConfiguration {

		@Bean
		static CacheProtection canalCacheProtection(Environment environment,
				ObjectProvider<RedisConnectionFactory> connectionFactories) {
			return new CacheProtection(OnProtectedCachesCondition.names(environment), connectionFactories::getObject);
		}

		@Bean
		@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
		SmartInitializingSingleton canalProtectedCachesCheck(CanalProperties properties,
				ObjectProvider<CacheManager> cacheManagers) {
			return () -> properties.cache()
				.protect()
				.forEach((name) -> check(properties, name, cacheManagers.getIfUnique()));
		}

		private static void check(CanalProperties properties, String name, @Nullable CacheManager manager) {
			if (manager == null || !CacheProtection.isProtected(manager, name)) {
				throw new InvalidPropertyException("canal.cache.protect", name,
						"not the name of a cache in Redis: " + ((manager != null)
								? "the CacheManager is a " + manager.getClass().getSimpleName() + " with the caches "
										+ manager.getCacheNames()
								: "the application has no CacheManager bean, or several"),
						"Add spring-boot-starter-cache and @EnableCaching, set spring.cache.type to redis, and name the "
								+ "cache in spring.cache.cache-names if that is set; or make the CacheManager bean a "
								+ "RedisCacheManager.");
			}
			boolean mapped = Stream
				.concat(Stream.of(SourceProperties.single(properties)), SourceProperties.named(properties).stream())
				.flatMap((source) -> source.sinks().redis().stream())
				.anyMatch((mapping) -> name.equals(mapping.cache()));
			if (!mapped) {
				throw new InvalidPropertyException("canal.cache.protect", name,
						"the name of a cache whose entries nothing evicts or writes",
						"Name its tables under canal.sinks.redis, such as: - table: shop.product, cache: " + name
								+ ", key: \"{id}\", value: evict.");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnMissingRedis.class)
	static class MissingRedisConfiguration {

		MissingRedisConfiguration() {
			throw new SetupException(
					"canal.cache.protect is set, but Spring Data Redis, whose caches it protects, is not on the class path.",
					"""
							Add Spring Boot's starters for Redis and for caches, and set spring.cache.type to redis:

							    <dependency>
							        <groupId>org.springframework.boot</groupId>
							        <artifactId>spring-boot-starter-data-redis</artifactId>
							    </dependency>
							    <dependency>
							        <groupId>org.springframework.boot</groupId>
							        <artifactId>spring-boot-starter-cache</artifactId>
							    </dependency>

							Or remove canal.cache.protect.""");
		}

	}

	static class OnMissingRedis extends NoneNestedConditions {

		OnMissingRedis() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnClass(RedisCacheManager.class)
		static class OnRedis {

		}

	}

}
