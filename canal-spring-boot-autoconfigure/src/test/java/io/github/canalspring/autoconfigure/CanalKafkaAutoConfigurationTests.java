package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.sink.kafka.KafkaSink;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanalKafkaAutoConfiguration}.
 */
class CanalKafkaAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalKafkaAutoConfiguration.class))
		.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.user-name=canal");

	private final ApplicationContextRunner withKafka = this.contextRunner
		.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
		.withPropertyValues("spring.kafka.bootstrap-servers=127.0.0.1:1");

	private final String[] mapping = { "canal.sinks.kafka[0].table=shop.product",
			"canal.sinks.kafka[0].topic=shop.{table}", "canal.sinks.kafka[0].format=debezium" };

	@Test
	void thereIsNoSinkWithoutMapping() {
		this.withKafka.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(KafkaSink.class));
	}

	@Test
	void sendsWhatIsMappedAlthoughKafkaIsNotThere() {
		this.withKafka.withPropertyValues(this.mapping).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(KafkaSink.class).tables()).containsExactly(new TableId("shop", "product"));
			assertThat(context.getBean(CanalOperations.class).status().pipelines()).extracting(PipelineStatus::name)
				.isEqualTo(List.of("kafka"));
		});
	}

	@ParameterizedTest
	@CsvSource({ "topic, shop.{id}, placeholder '{id}'", "topic, shöp, not possible", "topic, '', not set",
			"format, '', not set", "key, product, names no column", "when, id ==, not possible",
			"table, product, not the full name" })
	void namesWhatCannotBe(String property, String value, String problem) {
		this.withKafka.withPropertyValues(this.mapping)
			.withPropertyValues("canal.sinks.kafka[0]." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.sinks.kafka[0]." + property)
				.hasMessageContaining(problem));
	}

	@Test
	void namesTheStarterWhereTheClientIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.kafka"))
			.withPropertyValues(this.mapping)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex)
						.hasMessage("canal.sinks.kafka is set, but Spring for Apache Kafka is not on the class path.");
					assertThat(ex.remedy()).contains("spring-boot-starter-kafka")
						.endsWith("Or remove canal.sinks.kafka.");
				}));
	}

	@Test
	void namesTheStarterWhereTheConnectionIsMissing() {
		this.contextRunner.withPropertyValues(this.mapping)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class,
						(ex) -> assertThat(ex).hasMessageContaining("there is no ProducerFactory bean")));
	}

	@Test
	void theClientMayBeMissingWithoutMapping() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.kafka", "org.apache.kafka"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void switchedOffThereIsNoSink() {
		this.withKafka.withPropertyValues(this.mapping)
			.withPropertyValues("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(KafkaSink.class));
	}

}
