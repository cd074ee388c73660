package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.sink.rabbitmq.RabbitSink;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanalRabbitAutoConfiguration}.
 */
class CanalRabbitAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalRabbitAutoConfiguration.class,
				CanalRedisAutoConfiguration.class, DataRedisAutoConfiguration.class));

	private final ApplicationContextRunner withRabbit = this.contextRunner
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class))
		.withPropertyValues("spring.rabbitmq.addresses=127.0.0.1:1,127.0.0.1:2");

	private final String[] sink = { "canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.user-name=canal",
			"canal.sinks.rabbitmq[0].table=shop.product", "canal.sinks.rabbitmq[0].exchange=shop",
			"canal.sinks.rabbitmq[0].format=debezium" };

	private final String[] source = { "canal.server.type=rabbitmq", "canal.server.rabbitmq.queues=copy.{sink}",
			"canal.server.rabbitmq.format=debezium", "canal.sinks.redis[0].table=shop.product",
			"canal.sinks.redis[0].key=product:{id}", "spring.data.redis.port=1" };

	@Test
	void thereIsNoSinkWithoutMapping() {
		this.withRabbit.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RabbitSink.class));
	}

	@Test
	void publishesWhatIsMappedAlthoughRabbitIsNotThere() {
		this.withRabbit.withPropertyValues(this.sink).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RabbitSink.class).tables()).containsExactly(new TableId("shop", "product"));
			assertThat(pipelines(context.getBean(CanalOperations.class))).containsExactly("rabbitmq");
		});
	}

	@Test
	void readsAQueueForEachSinkAlthoughRabbitIsNotThere() {
		this.withRabbit.withPropertyValues(this.source).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(pipelines(context.getBean(CanalOperations.class))).containsExactly("redis");
		});
		this.withRabbit.withPropertyValues(this.source)
			.withPropertyValues("canal.server.rabbitmq.queues=copy.{sink}.1, copy.{sink}.2")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(pipelines(context.getBean(CanalOperations.class))).containsExactly("redis-copy.1",
						"redis-copy.2");
			});
	}

	@ParameterizedTest
	@CsvSource({ "exchange, shop.{id}, placeholder '{id}'", "exchange, '', not set", "format, '', not set",
			"routing-key, product.{, not closed", "when, id ==, not possible", "table, product, not the full name" })
	void namesWhatCannotBePublished(String property, String value, String problem) {
		this.withRabbit.withPropertyValues(this.sink)
			.withPropertyValues("canal.sinks.rabbitmq[0]." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.sinks.rabbitmq[0]." + property)
				.hasMessageContaining(problem));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "server.rabbitmq.queues | '' | not set",
			"server.rabbitmq.queues | a,a | naming a queue twice", "server.rabbitmq.prefetch | 0 | not possible",
			"server.rabbitmq.dead-letter-exchange | dead | together with an exchange only",
			"server.ip | 127.0.0.1 | spring.rabbitmq.host", "server.user-pass | secret | spring.rabbitmq.host",
			"start-from | latest | read from their head", "server.ssl.enabled | true | spring.rabbitmq.ssl.enabled",
			"on-error | park | from one instance to another" })
	void namesWhatCannotBeRead(String property, String value, String problem) {
		this.withRabbit.withPropertyValues(this.source)
			.withPropertyValues("canal." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal." + property)
				.hasMessageContaining(problem)
				.hasMessageNotContaining("secret"));
	}

	@Test
	void theFormatIsAskedFor() {
		this.withRabbit
			.withPropertyValues("canal.server.type=rabbitmq", "canal.server.rabbitmq.queues=copy",
					"canal.sinks.redis[0].table=shop.product", "canal.sinks.redis[0].key=product:{id}")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("canal.server.rabbitmq.format")
				.hasMessageContaining("not set"));
	}

	@Test
	void sinksDoNotShareAQueue() {
		this.withRabbit.withPropertyValues(this.source)
			.withPropertyValues("canal.server.rabbitmq.queues=copy", "canal.sinks.rabbitmq[0].table=shop.product",
					"canal.sinks.rabbitmq[0].exchange=shop", "canal.sinks.rabbitmq[0].format=debezium")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("one queue for 2 sinks")
				.hasMessageContaining("copy.{sink}"));
	}

	@Test
	void queuesNeedTheType() {
		this.withRabbit.withPropertyValues(this.source)
			.withPropertyValues("canal.server.type=mysql", "canal.server.ip=127.0.0.1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("canal.server.rabbitmq.queues")
				.hasMessageContaining("not read from RabbitMQ"));
	}

	@Test
	void namesTheStarterWhereTheClientIsMissing() {
		for (String[] properties : List.of(this.sink, this.source)) {
			this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.amqp", "com.rabbitmq"))
				.withPropertyValues(properties)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOfSatisfying(SetupException.class, (ex) -> {
						assertThat(ex)
							.hasMessageContaining("Spring AMQP's client for RabbitMQ is not on the class path");
						assertThat(ex.remedy()).contains("spring-boot-starter-amqp");
					}));
		}
	}

	@Test
	void namesTheStarterWhereTheConnectionIsMissing() {
		this.contextRunner.withPropertyValues(this.sink)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class,
						(ex) -> assertThat(ex).hasMessageContaining("no ConnectionFactory bean")));
	}

	@Test
	void theClientMayBeMissingWithoutMapping() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.amqp", "com.rabbitmq"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void switchedOffThereIsNoSink() {
		this.withRabbit.withPropertyValues(this.sink)
			.withPropertyValues("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RabbitSink.class));
	}

	private static List<String> pipelines(CanalOperations operations) {
		return operations.status().pipelines().stream().map(PipelineStatus::name).toList();
	}

}
