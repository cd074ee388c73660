package io.github.canalspring.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic of one partition, so that there is one order and one thread.
 */
final class KafkaStore implements Store {

	static final String TOPIC = "product";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

	private final Admin admin;

	private final KafkaConsumer<byte[], byte[]> consumer;

	KafkaStore(String bootstrapServers) {
		this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
		this.consumer = consumer(bootstrapServers);
	}

	/** A consumer that begins at the first message. */
	static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
		return new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
	}

	static void begin(KafkaConsumer<byte[], byte[]> consumer) {
		consumer.assign(List.of(PARTITION));
		consumer.seekToBeginning(List.of(PARTITION));
	}

	@Override
	public void clear() {
		try {
			if (this.admin.listTopics().names().get().contains(TOPIC)) {
				this.admin.deleteTopics(List.of(TOPIC)).all().get();
			}
			this.admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException("The topic cannot be made anew", ex);
		}
	}

	@Override
	public long count() {
		return this.consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
	}

	@Override
	public long bytes(long id) {
		begin(this.consumer);
		return this.consumer.poll(PATIENCE).iterator().next().serializedValueSize();
	}

	@Override
	public void close() {
		this.consumer.close();
		this.admin.close();
	}

}
