package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.sink.kafka.KafkaProducers;
import io.github.canalspring.source.PartitionedSource;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.kafka.KafkaSource;
import io.github.canalspring.source.kafka.KafkaTopics;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/**
 * {@code canal.server.kafka}, or {@code canal.servers.<name>.kafka}, as the source takes
 * it.
 */
final class KafkaSources implements PartitionedSourceFactory, DisposableBean {

	private final ObjectProvider<ConsumerFactory<?, ?>> consumers;

	private final ObjectProvider<ProducerFactory<?, ?>> producers;

	private final List<DefaultKafkaProducerFactory<byte[], byte[]>> own = new ArrayList<>();

	KafkaSources(ObjectProvider<ConsumerFactory<?, ?>> consumers, ObjectProvider<ProducerFactory<?, ?>> producers) {
		this.consumers = consumers;
		this.producers = producers;
	}

	@Override
	public PartitionedSource create(SourceProperties server, Destination destination) {
		KafkaServerProperties kafka = server.server().kafka();
		ConsumerFactory<?, ?> factory = this.consumers.getIfAvailable();
		if (factory == null) {
			throw new SetupException(
					server.serverProperty("type") + " is kafka, but the application has no connection to Kafka: there "
							+ "is no ConsumerFactory bean.",
					CanalKafkaAutoConfiguration.REMEDY.formatted(server.serverProperty("type")));
		}
		if (kafka.topics().isEmpty()) {
			throw new InvalidPropertyException(server.serverProperty("kafka.topics"), null, "not set",
					"Write the topics that hold the changes, such as shop.product.");
		}
		MessageFormat format = kafka.format();
		if (format == null) {
			throw new InvalidPropertyException(server.serverProperty("kafka.format"), null, "not set",
					"Write canal-flat, debezium or maxwell: what writes the topics.");
		}
		MessageSettings settings = new MessageSettings(format, true, Decimals.PRECISE,
				Objects.requireNonNullElseGet(server.server().timeZone(), ZoneId::systemDefault), destination.name());
		KafkaTopics topics = new KafkaTopics(kafka.topics(),
				Objects.requireNonNullElse(kafka.group(), destination.name()), settings, startFrom(server),
				server.server().bufferSize().toBytes(), kafka.deadLetterTopic());
		return new KafkaSource(topics, factory, (kafka.deadLetterTopic() != null) ? deadLetters(server) : null);
	}

	private static @Nullable StartFrom startFrom(SourceProperties server) {
		StartFrom startFrom = StartFromProperty.parse(server.property("start-from"), server.startFrom());
		if (startFrom != null && !(startFrom instanceof StartFrom.Latest)
				&& !(startFrom instanceof StartFrom.Earliest)) {
			throw new InvalidPropertyException(server.property("start-from"), server.startFrom(),
					"not possible with Kafka, whose topics hold what was sent to them and no tables",
					"Write latest, or earliest for all that the topics still have; or leave it out.");
		}
		return startFrom;
	}

	private KafkaOperations<byte[], byte[]> deadLetters(SourceProperties server) {
		ProducerFactory<?, ?> factory = this.producers.getIfAvailable();
		if (factory == null) {
			throw new SetupException(
					server.serverProperty("kafka.dead-letter-topic")
							+ " is set, but nothing can be sent to Kafka: there is no ProducerFactory bean.",
					CanalKafkaAutoConfiguration.REMEDY.formatted(server.serverProperty("kafka.dead-letter-topic")));
		}
		DefaultKafkaProducerFactory<byte[], byte[]> producer = new KafkaProducers(factory).factory();
		this.own.add(producer);
		return new KafkaTemplate<>(producer);
	}

	@Override
	public void destroy() {
		this.own.forEach(DefaultKafkaProducerFactory::destroy);
	}

}
