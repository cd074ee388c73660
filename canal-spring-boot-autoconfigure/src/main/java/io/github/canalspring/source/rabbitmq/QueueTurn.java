package io.github.canalspring.source.rabbitmq;

import java.io.IOException;
import java.time.Duration;

import com.rabbitmq.client.Channel;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.Turn;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * A pipeline's turn at a queue: it consumes, and its turn has come with the first
 * message. Of the consumers of a queue with a single active one, RabbitMQ gives messages
 * to one, and when that is gone, to the next.
 */
final class QueueTurn implements Turn {

	private final RabbitChangeSource source;

	private final CachingConnectionFactory connections;

	private final RabbitQueue queue;

	private @Nullable QueueConsumer consumer;

	QueueTurn(RabbitChangeSource source, CachingConnectionFactory connections, RabbitQueue queue) {
		this.source = source;
		this.connections = connections;
		this.queue = queue;
	}

	@Override
	public boolean await(Duration timeout) throws InterruptedException {
		return consumer().await(timeout);
	}

	QueueConsumer consumer() {
		QueueConsumer current = this.consumer;
		if (current == null) {
			this.source.check();
			current = open();
			this.consumer = current;
		}
		return current;
	}

	private QueueConsumer open() {
		try {
			Channel channel = this.connections.createConnection().createChannel(false);
			return new QueueConsumer(channel, this.queue);
		}
		catch (AmqpException | IOException ex) {
			throw new SourceUnreachableException(
					"Queue " + this.queue.name() + " cannot be read: "
							+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage(),
					"Wait until RabbitMQ answers", ex);
		}
	}

	/** With the connection, since a channel would only go back to Spring's cache. */
	@Override
	public void close() {
		this.connections.resetConnection();
	}

}
