package io.github.canalspring.autoconfigure;

import io.github.canalspring.checkpoint.BackgroundCheckpointStore;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.sink.kafka.KafkaProducers;
import io.github.canalspring.sink.kafka.KafkaSink;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Auto-configuration for the sink that {@code canal.sinks.kafka} describes, and for those
 * of {@code canal.servers}.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class,
		afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@ConditionalOnSink("kafka")
public final class CanalKafkaAutoConfiguration {

	static final String REMEDY = """
			Add Spring Boot's starter for Kafka, and tell it where Kafka is by spring.kafka.bootstrap-servers:

			    <dependency>
			        <groupId>org.springframework.boot</groupId>
			        <artifactId>spring-boot-starter-kafka</artifactId>
			    </dependency>

			Or remove %s.""";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(KafkaTemplate.class)
	static class SinkConfiguration {

		@Bean(destroyMethod = "")
		@ConditionalOnMissingBean
		@ConditionalOnSink(value = "kafka", servers = false)
		KafkaSink canalKafkaSink(CanalProperties properties, Destination destination,
				ObjectProvider<ProducerFactory<?, ?>> factories, ObjectProvider<CheckpointStore> checkpoints) {
			return sink(SourceProperties.single(properties), destination, factories, checkpoints);
		}

		@Bean
		SinkFactory canalKafkaSinks(ObjectProvider<ProducerFactory<?, ?>> factories,
				ObjectProvider<CheckpointStore> checkpoints) {
			return (server, destination, source) -> server.sinks().kafka().isEmpty() ? null
					: sink(server, destination, factories, checkpoints);
		}

		private static KafkaSink sink(SourceProperties server, Destination destination,
				ObjectProvider<ProducerFactory<?, ?>> factories, ObjectProvider<CheckpointStore> checkpoints) {
			String property = server.property("sinks.kafka");
			ProducerFactory<?, ?> factory = factories.getIfAvailable();
			if (factory == null) {
				throw new SetupException(property + " is set, but the application has no connection to Kafka: there "
						+ "is no ProducerFactory bean.", REMEDY.formatted(property));
			}
			return new KafkaSink(destination.name(), new KafkaProducers(factory), KafkaMappings.of(server, destination),
					new BackgroundCheckpointStore(checkpoints.getObject()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.kafka.core.KafkaTemplate")
	static class MissingClientConfiguration {

		MissingClientConfiguration(CanalProperties properties) {
			String property = SourceProperties.property(properties, "sinks.kafka", (sinks) -> !sinks.kafka().isEmpty());
			throw new SetupException(property + " is set, but Spring for Apache Kafka is not on the class path.",
					REMEDY.formatted(property));
		}

	}

}
