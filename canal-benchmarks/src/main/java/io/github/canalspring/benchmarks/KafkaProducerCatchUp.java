package io.github.canalspring.benchmarks;

import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The same messages as fast as a producer of Kafka sends them, as it comes: idempotent,
 * with {@code acks=all}.
 */
final class KafkaProducerCatchUp implements Subject {

	@Override
	public Measurement run(Task task) {
		Progress progress = new Progress(task.workload());
		BrokerMessages messages = new BrokerMessages(task.workload());
		try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", task.endpoints().kafka()), new ByteArraySerializer(),
				new ByteArraySerializer())) {
			while (messages.hasNext()) {
				byte[] value = messages.next();
				producer.send(new ProducerRecord<>(KafkaStore.TOPIC, messages.key(), value), (metadata, failure) -> {
					if (failure != null) {
						SubjectProcess.fail(failure);
					}
					progress.row();
				});
			}
			producer.flush();
		}
		return progress.measurement();
	}

}
