package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.github.canalspring.sink.handler.RowBinders;
import io.github.canalspring.sink.redis.RedisMapping;
import io.github.canalspring.sink.redis.RedisSink;
import io.github.canalspring.sink.redis.VisibleChanges;
import io.github.canalspring.source.ChangeSource;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration for the sink that {@code canal.sinks.redis} describes, and for those
 * of {@code canal.servers}.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnSink("redis")
public final class CanalRedisAutoConfiguration {

	private static final String REMEDY = """
			Add Spring Boot's starter for Redis, and tell it where Redis is by spring.data.redis.host and spring.data.redis.port:

			    <dependency>
			        <groupId>org.springframework.boot</groupId>
			        <artifactId>spring-boot-starter-data-redis</artifactId>
			    </dependency>

			Or remove %s.""";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class })
	static class SinkConfiguration {

		@Bean(destroyMethod = "")
		@ConditionalOnMissingBean
		@ConditionalOnSink(value = "redis", servers = false)
		RedisSink canalRedisSink(CanalProperties properties, Destination destination,
				ObjectProvider<RedisConnectionFactory> connectionFactories, Environment environment,
				CacheMappings caches, ObjectProvider<ChangeSource> source) {
			return sink(SourceProperties.single(properties), destination, connectionFactories, environment, caches,
					source::getObject);
		}

		@Bean
		CacheMappings canalCacheMappings(CanalProperties properties, ObjectProvider<CacheManager> cacheManager,
				ObjectProvider<JsonMapper> jsonMapper, ResourceLoader resourceLoader) {
			return new CacheMappings(properties.cache().protect(), cacheManager,
					new RowBinders(jsonMapper.getIfUnique(JsonMapper::shared),
							ApplicationConversionService.getSharedInstance()),
					resourceLoader.getClassLoader());
		}

		@Bean
		SinkFactory canalRedisSinks(ObjectProvider<RedisConnectionFactory> connectionFactories, Environment environment,
				CacheMappings caches) {
			return (server, destination, source) -> server.sinks().redis().isEmpty() ? null
					: sink(server, destination, connectionFactories, environment, caches, source);
		}

		private static RedisSink sink(SourceProperties server, Destination destination,
				ObjectProvider<RedisConnectionFactory> connectionFactories, Environment environment,
				CacheMappings caches, Supplier<ChangeSource> source) {
			List<RedisMapping> mappings = SinkMappings.redis(server, caches);
			return new RedisSink(destination.name(),
					lettuce(server.property("sinks.redis"), connectionFactories.getIfAvailable(), environment),
					mappings, new VisibleChanges(caches.protectedTables(server), () -> source.get().visibility()));
		}

		private static LettuceConnectionFactory lettuce(String property, @Nullable RedisConnectionFactory factory,
				Environment environment) {
			if (factory == null) {
				throw new SetupException(property + " is set, but the application has no connection to Redis: "
						+ "there is no RedisConnectionFactory bean.", REMEDY.formatted(property));
			}
			if (!(factory instanceof LettuceConnectionFactory lettuce)) {
				throw new SetupException(
						property + " is set, but the application's connection to Redis is a "
								+ factory.getClass().getSimpleName() + ", and the sink works with Lettuce only.",
						"Use Lettuce, which is what spring-boot-starter-data-redis brings: remove the property "
								+ "spring.data.redis.client-type, and Jedis or the RedisConnectionFactory bean of your own.");
			}
			// The connection factory does not tell its nodes, only that it has none of
			// its own.
			if (Binder.get(environment).bind("spring.data.redis.masterreplica.nodes", String[].class).isBound()) {
				throw new SetupException(
						property + " is set, and spring.data.redis.masterreplica.nodes, from which the sink "
								+ "cannot tell which node takes writes.",
						"Name the primary by spring.data.redis.host and spring.data.redis.port, or the sentinels by "
								+ "spring.data.redis.sentinel.");
			}
			return lettuce;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnMissingClient.class)
	static class MissingClientConfiguration {

		MissingClientConfiguration(CanalProperties properties) {
			String property = SourceProperties.property(properties, "sinks.redis", (sinks) -> !sinks.redis().isEmpty());
			throw new SetupException(property + " is set, but the client for Redis, Spring Data Redis with Lettuce, "
					+ "is not on the class path.", REMEDY.formatted(property));
		}

	}

	static class OnMissingClient extends NoneNestedConditions {

		OnMissingClient() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnClass({ LettuceConnectionFactory.class, RedisClient.class })
		static class OnClient {

		}

	}

}
