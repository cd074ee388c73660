package io.github.canalspring.source.rabbitmq;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import com.rabbitmq.client.Channel;
import org.jspecify.annotations.Nullable;

/**
 * How messages come to a queue: from a topic exchange, and where several queues share
 * them, through an exchange that gives all messages of a routing key to the same queue.
 * The queue is a quorum queue that one consumer reads at a time.
 *
 * @param exchange the topic exchange that messages are published to
 * @param distributor the exchange that shares them between queues; {@code null} if the
 * queue gets all
 * @param deadLetterExchange where rejected messages go; {@code null} for nowhere
 */
public record RabbitTopology(String exchange, @Nullable String distributor, @Nullable String deadLetterExchange) {

	private static final int DELIVERY_LIMIT = 1_000_000_000;

	void declare(Channel channel, String queue) throws IOException {
		channel.exchangeDeclare(this.exchange, "topic", true);
		channel.queueDeclare(queue, true, false, false, arguments());
		if (this.distributor == null) {
			channel.queueBind(queue, this.exchange, "#");
			return;
		}
		channel.exchangeDeclare(this.distributor, "x-consistent-hash", true);
		// Bound last, when all that it shares to is more likely to be there.
		channel.queueBind(queue, this.distributor, "1");
		channel.exchangeBind(this.distributor, this.exchange, "#");
	}

	/**
	 * Messages come back with each failure of a pipeline, and are never to be dropped for
	 * it, as RabbitMQ 4 does after 20 times.
	 */
	private Map<String, Object> arguments() {
		Map<String, Object> arguments = new HashMap<>();
		arguments.put("x-delivery-limit", DELIVERY_LIMIT);
		arguments.put("x-queue-type", "quorum");
		arguments.put("x-single-active-consumer", true);
		if (this.deadLetterExchange != null) {
			arguments.put("x-dead-letter-exchange", this.deadLetterExchange);
		}
		return arguments;
	}

}
