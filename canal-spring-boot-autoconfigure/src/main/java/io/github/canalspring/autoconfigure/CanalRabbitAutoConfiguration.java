package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.Objects;

import io.github.canalspring.autoconfigure.RabbitSourceProperties.Unreadable;
import io.github.canalspring.checkpoint.BackgroundCheckpointStore;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.sink.rabbitmq.RabbitSink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.rabbitmq.RabbitChangeSource;
import io.github.canalspring.source.rabbitmq.RabbitQueue;
import io.github.canalspring.source.rabbitmq.RabbitTopology;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for reading changes from RabbitMQ, and for the sink that
 * {@code canal.sinks.rabbitmq} describes, and those of {@code canal.servers}.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class,
		afterName = "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration")
@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
public final class CanalRabbitAutoConfiguration {

	static final String REMEDY = """
			Add Spring Boot's starter for RabbitMQ, and tell it where RabbitMQ is by spring.rabbitmq.host and spring.rabbitmq.port:

			    <dependency>
			        <groupId>org.springframework.boot</groupId>
			        <artifactId>spring-boot-starter-amqp</artifactId>
			    </dependency>

			Or remove %s.""";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ CachingConnectionFactory.class, RabbitConnectionDetails.class })
	static class ClientConfiguration {

		@Bean
		RabbitConnections canalRabbitConnections(ObjectProvider<ConnectionFactory> application,
				ObjectProvider<RabbitConnectionDetails> details) {
			return new RabbitConnections(application, details);
		}

		@Bean
		QueueSources canalRabbitSources(RabbitConnections connections) {
			return (server, pattern, sink) -> source(server, pattern, sink, connections);
		}

		private static ChangeSource source(SourceProperties server, String pattern, String sink,
				RabbitConnections connections) {
			RabbitSourceProperties queues = server.server().rabbitmq();
			String name = QueueNames.name(pattern, sink);
			MessageSettings settings = new MessageSettings(Objects.requireNonNull(queues.format()), false,
					Decimals.PRECISE, Objects.requireNonNullElseGet(server.server().timeZone(), ZoneId::systemDefault),
					name);
			return new RabbitChangeSource(connections.create(server.serverProperty("rabbitmq.queues"), name),
					new RabbitQueue(name, settings, queues.prefetch(), queues.unreadable() == Unreadable.REJECT,
							topology(queues, sink)));
		}

		/** Of a sink's queues, each gets some of the messages. */
		private static @Nullable RabbitTopology topology(RabbitSourceProperties queues, String sink) {
			String exchange = queues.exchange();
			return (exchange == null) ? null : new RabbitTopology(exchange,
					(queues.queues().size() > 1) ? exchange + "." + sink : null, queues.deadLetterExchange());
		}

		@Bean(destroyMethod = "")
		@ConditionalOnMissingBean
		@ConditionalOnSink(value = "rabbitmq", servers = false)
		RabbitSink canalRabbitSink(CanalProperties properties, Destination destination, RabbitConnections connections,
				ObjectProvider<CheckpointStore> checkpoints) {
			return sink(SourceProperties.single(properties), destination, connections, checkpoints);
		}

		@Bean
		SinkFactory canalRabbitSinks(RabbitConnections connections, ObjectProvider<CheckpointStore> checkpoints) {
			return (server, destination, source) -> server.sinks().rabbitmq().isEmpty() ? null
					: sink(server, destination, connections, checkpoints);
		}

		private static RabbitSink sink(SourceProperties server, Destination destination, RabbitConnections connections,
				ObjectProvider<CheckpointStore> checkpoints) {
			return new RabbitSink(destination.name(),
					connections.create(server.property("sinks.rabbitmq"), destination.name() + "-rabbitmq"),
					RabbitMappings.of(server, destination), new BackgroundCheckpointStore(checkpoints.getObject()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnMissingClient.class)
	static class MissingClientConfiguration {

		@Bean
		QueueSources canalRabbitSources() {
			return (server, pattern, sink) -> {
				throw missing(server.serverProperty("rabbitmq.queues"));
			};
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnSink("rabbitmq")
		static class SinkConfiguration {

			SinkConfiguration(CanalProperties properties) {
				throw missing(SourceProperties.property(properties, "sinks.rabbitmq",
						(sinks) -> !sinks.rabbitmq().isEmpty()));
			}

		}

		private static SetupException missing(String property) {
			return new SetupException(
					property + " is set, but Spring AMQP's client for RabbitMQ is not on the class path.",
					REMEDY.formatted(property));
		}

	}

	static class OnMissingClient extends NoneNestedConditions {

		OnMissingClient() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnClass({ CachingConnectionFactory.class, RabbitConnectionDetails.class })
		static class OnClient {

		}

	}

}
