package io.github.canalspring.benchmarks;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;

/**
 * A consumer of RabbitMQ as it comes, with the same prefetch as ours: counts messages, in
 * which nothing is looked at, and acknowledges each 100.
 */
final class RabbitConsumerCatchUp implements Subject {

	private static final int PREFETCH = 500;

	private static final int ACKNOWLEDGED = 100;

	@Override
	public Measurement run(Task task) throws Exception {
		Progress progress = new Progress(task.workload());
		try (Connection connection = RabbitStore.connect(task.endpoints().rabbitPort());
				Channel channel = connection.createChannel()) {
			channel.basicQos(PREFETCH);
			channel.basicConsume(RabbitStore.NAME, false, (consumer, message) -> {
				long tag = message.getEnvelope().getDeliveryTag();
				progress.row();
				if (tag % ACKNOWLEDGED == 0 || progress.isDone()) {
					channel.basicAck(tag, true);
				}
			}, (consumer) -> {
			});
			return progress.await();
		}
	}

}
