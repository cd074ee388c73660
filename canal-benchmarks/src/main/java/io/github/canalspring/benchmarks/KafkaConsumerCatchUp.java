package io.github.canalspring.benchmarks;

import java.time.Duration;

import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A consumer of Kafka as it comes: counts messages, in which nothing is looked at.
 */
final class KafkaConsumerCatchUp implements Subject {

	private static final Duration POLL = Duration.ofMillis(100);

	@Override
	public Measurement run(Task task) {
		Progress progress = new Progress(task.workload());
		try (KafkaConsumer<byte[], byte[]> consumer = KafkaStore.consumer(task.endpoints().kafka())) {
			KafkaStore.begin(consumer);
			while (!progress.isDone()) {
				progress.checkPatience();
				consumer.poll(POLL).forEach((message) -> progress.row());
			}
		}
		return progress.measurement();
	}

}
