package io.github.canalspring.source.rabbitmq;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.canalspring.source.SourceUnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of a queue, on a channel of its own. Once the channel is gone, so is all
 * that it has delivered: RabbitMQ gives it to the next consumer, and acknowledgements no
 * longer count. Deliveries come on the client's thread; everything else is for the
 * pipeline's.
 */
final class QueueConsumer {

	private static final Logger logger = LoggerFactory.getLogger(QueueConsumer.class);

	private final String queue;

	private final Channel channel;

	private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

	/** Wakes who waits for a delivery. */
	private final Delivery end = new Delivery(new Envelope(0, false, "", ""), new AMQP.BasicProperties(), new byte[0]);

	private volatile @Nullable String closed;

	private @Nullable Delivery next;

	QueueConsumer(Channel channel, RabbitQueue queue) throws IOException {
		this.channel = channel;
		this.queue = queue.name();
		channel.basicQos(queue.prefetch());
		channel.basicConsume(queue.name(), false, new Receiver(channel));
	}

	/** Wait until there is a delivery, without taking it. */
	boolean await(Duration timeout) throws InterruptedException {
		if (this.next == null) {
			this.next = poll(timeout);
		}
		return this.next != null;
	}

	/**
	 * Take a delivery.
	 * @param timeout how long to wait for it
	 * @return the delivery; {@code null} if the time is up
	 * @throws SourceUnreachableException if the channel is gone
	 */
	@Nullable Delivery take(Duration timeout) throws InterruptedException {
		Delivery first = this.next;
		if (first != null && this.closed == null) {
			this.next = null;
			return first;
		}
		return poll(timeout);
	}

	private @Nullable Delivery poll(Duration timeout) throws InterruptedException {
		Delivery delivery = this.deliveries.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
		String reason = this.closed;
		if (reason != null) {
			throw new SourceUnreachableException("Queue " + this.queue + " is no longer read: " + reason,
					"It is read again as soon as RabbitMQ answers", null);
		}
		return delivery;
	}

	/** Acknowledge a delivery and, where said so, all before it. */
	void acknowledge(long tag, boolean before) {
		quietly(() -> this.channel.basicAck(tag, before));
	}

	/** Give a message to the queue's dead letter exchange. */
	void reject(long tag) {
		quietly(() -> this.channel.basicReject(tag, false));
	}

	/** A channel that is gone shows with the next delivery that is waited for. */
	private void quietly(Call call) {
		try {
			call.run();
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("Queue {}: the channel is gone", this.queue, ex);
		}
	}

	@Nullable String closed() {
		return this.closed;
	}

	private void close(String reason) {
		this.closed = reason;
		this.deliveries.add(this.end);
	}

	private final class Receiver extends DefaultConsumer {

		private Receiver(Channel channel) {
			super(channel);
		}

		@Override
		public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties,
				byte[] body) {
			QueueConsumer.this.deliveries.add(new Delivery(envelope, properties, body));
		}

		@Override
		public void handleCancel(String consumerTag) {
			close("the queue was deleted, or has moved");
		}

		@Override
		public void handleShutdownSignal(String consumerTag, ShutdownSignalException reason) {
			close(String.valueOf(reason.getMessage()));
		}

	}

	private interface Call {

		void run() throws IOException;

	}

}
