package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.sink.redis.RedisSink;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CanalRedisAutoConfiguration}.
 */
class CanalRedisAutoConfigurationTests {

	private static final String ADD_THE_STARTER = """
			Add Spring Boot's starter for Redis, and tell it where Redis is by spring.data.redis.host and spring.data.redis.port:

			    <dependency>
			        <groupId>org.springframework.boot</groupId>
			        <artifactId>spring-boot-starter-data-redis</artifactId>
			    </dependency>

			Or remove canal.sinks.redis.""";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalRedisAutoConfiguration.class))
		.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.user-name=canal");

	private final ApplicationContextRunner withRedis = this.contextRunner
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1");

	private final String[] mapping = { "canal.sinks.redis[0].table=shop.product",
			"canal.sinks.redis[0].key=product:{id}" };

	@Test
	void thereIsNoSinkWithoutMapping() {
		this.withRedis.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisSink.class));
	}

	@Test
	void writesWhatIsMappedAlthoughRedisIsNotThere() {
		this.withRedis.withPropertyValues(this.mapping).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RedisSink.class).tables()).containsExactly(new TableId("shop", "product"));
			assertThat(context.getBean(CanalOperations.class).status().pipelines()).extracting(PipelineStatus::name)
				.isEqualTo(List.of("redis"));
		});
	}

	@Test
	void readsAMappingFromTheEnvironment() {
		this.withRedis.withPropertyValues("CANAL_SINKS_REDIS_0_TABLE=shop.product", "CANAL_SINKS_REDIS_0_KEY={id}")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesTheMappingThatCannotBe() {
		this.withRedis.withPropertyValues("canal.sinks.redis[0].table=product")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.sinks.redis[0].table"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.lettuce", "org.springframework.data.redis" })
	void namesTheStarterWhereTheClientIsMissing(String client) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(client))
			.withPropertyValues(this.mapping)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessage("canal.sinks.redis is set, but the client for Redis, Spring Data Redis "
							+ "with Lettuce, is not on the class path.");
					assertThat(ex.remedy()).isEqualTo(ADD_THE_STARTER);
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.lettuce", "org.springframework.data.redis" })
	void theClientMayBeMissingWithoutMapping(String client) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(client))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesTheStarterWhereTheConnectionIsMissing() {
		this.contextRunner.withPropertyValues(this.mapping)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessage("canal.sinks.redis is set, but the application has no connection to "
							+ "Redis: there is no RedisConnectionFactory bean.");
					assertThat(ex.remedy()).isEqualTo(ADD_THE_STARTER);
				}));
	}

	@Test
	void saysThatAListOfReplicasWillNotDo() {
		this.withRedis.withPropertyValues(this.mapping)
			.withPropertyValues("spring.data.redis.masterreplica.nodes=redis1:6379,redis2:6379")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SetupException.class)
				.hasMessageContaining("spring.data.redis.masterreplica.nodes"));
	}

	@Test
	void saysThatAnotherClientWillNotDo() {
		this.contextRunner.withPropertyValues(this.mapping)
			.withBean(RedisConnectionFactory.class, () -> mock(RedisConnectionFactory.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("and the sink works with Lettuce only");
					assertThat(ex.remedy())
						.isEqualTo("Use Lettuce, which is what spring-boot-starter-data-redis brings: "
								+ "remove the property spring.data.redis.client-type, and Jedis or the "
								+ "RedisConnectionFactory bean of your own.");
				}));
	}

	@Test
	void switchedOffThereIsNoSink() {
		this.contextRunner.withPropertyValues(this.mapping)
			.withPropertyValues("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisSink.class));
	}

}
