package io.github.canalspring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalTable;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.Resync;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CanalKafkaSourceAutoConfiguration}.
 */
class CanalKafkaSourceAutoConfigurationTests {

	private final ApplicationContextRunner withoutFormat = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalKafkaSourceAutoConfiguration.class,
				CanalRedisAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withUserConfiguration(Handlers.class)
		.withPropertyValues("canal.server.type=kafka", "canal.server.kafka.topics=shop",
				"spring.kafka.bootstrap-servers=127.0.0.1:1");

	private final ApplicationContextRunner withoutKafka = this.withoutFormat
		.withPropertyValues("canal.server.kafka.format=maxwell");

	private final ApplicationContextRunner contextRunner = this.withoutKafka
		.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class));

	@Test
	void aGroupTellsThatKafkaIsNotThereAndWhatCannotBe() {
		this.contextRunner
			.withPropertyValues("canal.sinks.redis[0].table=shop.product", "canal.sinks.redis[0].key=product:{id}")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				CanalOperations operations = context.getBean(CanalOperations.class);
				assertThat(operations.status().pipelines()).extracting(PipelineStatus::name)
					.isEqualTo(List.of("redis", "handlers"));
				assertThat(operations.status().pipelines()).extracting(PipelineStatus::state)
					.containsOnly(PipelineStatus.State.STARTING);
				assertThatExceptionOfType(UnsupportedOperationException.class)
					.isThrownBy(() -> operations.awaitSynced(Duration.ofSeconds(1)))
					.withMessageContaining("Kafka's topics [shop]");
				assertThatExceptionOfType(UnsupportedOperationException.class)
					.isThrownBy(() -> operations.resync(Resync.table("shop.product")))
					.withMessageContaining("Kafka's topics [shop]")
					.withMessageContaining("send the rows once more");
			});
	}

	@ParameterizedTest
	@CsvSource({ "canal.server.type, mysql, not kafka", "canal.server.ip, 127.0.0.1, not used where",
			"canal.server.kafka.topics, '', not set", "canal.start-from, snapshot, not possible with Kafka",
			"canal.start-from, 2026-01-31T12:00:00Z, not possible",
			"canal.on-error, park, not possible where partitions",
			"canal.handlers.on-error, park, not possible where" })
	void namesWhatCannotBe(String property, String value, String problem) {
		this.contextRunner.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining(problem));
	}

	@Test
	void namesTheFormatWhereItIsMissing() {
		this.withoutFormat.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.server.kafka.format")
				.hasMessageContaining("not set"));
	}

	@Test
	void namesTheStarterWhereTheClientIsMissing() {
		this.withoutKafka.withClassLoader(new FilteredClassLoader("org.springframework.kafka"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessage(
							"canal.server.type is kafka, but Spring for Apache Kafka is not on the class path.");
					assertThat(ex.remedy()).contains("spring-boot-starter-kafka");
				}));
	}

	@Test
	void namesTheStarterWhereTheConnectionIsMissing() {
		this.withoutKafka.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(SetupException.class,
					(ex) -> assertThat(ex).hasMessageContaining("there is no ConsumerFactory bean")));
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		Handler handler() {
			return new Handler();
		}

	}

	static class Handler {

		@CanalTable("shop.product")
		void changed(RowEvent<Row> event) {
		}

	}

}
