package io.github.canalspring.source.rabbitmq;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import com.rabbitmq.client.Delivery;
import io.github.canalspring.message.UnreadableMessageException;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a consumer gets, from its first message to the end of its channel. A stream does
 * not outlive the channel: what another consumer got meanwhile may be newer than what
 * this one still has.
 */
final class RabbitStream implements ChangeStream {

	private static final Logger logger = LoggerFactory.getLogger(RabbitStream.class);

	private final RabbitQueue queue;

	private final QueueConsumer consumer;

	private final QueueChanges changes;

	private final Redeliveries redeliveries;

	private final Deque<Unacknowledged> open = new ArrayDeque<>();

	private @Nullable SourceException failure;

	private long rejected;

	RabbitStream(RabbitQueue queue, QueueConsumer consumer, QueueChanges changes, RabbitPosition from) {
		this.queue = queue;
		this.consumer = consumer;
		this.changes = changes;
		this.redeliveries = new Redeliveries(from.id(), queue.prefetch());
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		List<ChangeBatch> batches = new ArrayList<>();
		if (this.failure == null) {
			Delivery delivery = this.consumer.take(this.redeliveries.patience(timeout));
			if (delivery == null) {
				this.redeliveries.quiet();
			}
			while (delivery != null) {
				take(delivery, batches);
				delivery = (this.failure == null && batches.size() < this.queue.prefetch())
						? this.consumer.take(Duration.ZERO) : null;
			}
			if (this.redeliveries.isOver()) {
				this.redeliveries.release().forEach((held) -> read(held, batches));
			}
		}
		if (batches.isEmpty() && this.failure != null) {
			throw this.failure;
		}
		return batches;
	}

	private void take(Delivery delivery, List<ChangeBatch> batches) {
		if (this.redeliveries.isOver()) {
			this.redeliveries.release().forEach((held) -> read(held, batches));
			read(delivery, batches);
		}
		else if (this.redeliveries.isApplied(delivery)) {
			this.consumer.acknowledge(delivery.getEnvelope().getDeliveryTag(), true);
		}
	}

	private void read(Delivery delivery, List<ChangeBatch> batches) {
		if (this.failure != null) {
			return;
		}
		long tag = delivery.getEnvelope().getDeliveryTag();
		try {
			ChangeBatch batch = this.changes.read(delivery);
			if (batch == null) {
				this.consumer.acknowledge(tag, false);
			}
			else {
				this.open.add(new Unacknowledged(tag, batch.position()));
				batches.add(batch);
			}
		}
		catch (UnreadableMessageException ex) {
			unreadable(delivery, ex);
		}
		catch (SourceException ex) {
			this.failure = ex;
		}
	}

	private void unreadable(Delivery delivery, UnreadableMessageException problem) {
		String message = this.changes.describe(delivery) + ", cannot be read: " + problem.getMessage();
		if (!this.queue.rejecting()) {
			this.failure = new SourceException(message,
					"Take it out of the queue; or set the server's rabbitmq.unreadable to reject, and the queue gives "
							+ "such messages to its dead letter exchange, or drops them if it has none",
					problem);
			return;
		}
		this.rejected++;
		if (Long.bitCount(this.rejected) == 1) {
			logger.warn("{}. It is rejected ({} since the stream was opened)", message, this.rejected);
		}
		this.consumer.reject(delivery.getEnvelope().getDeliveryTag());
	}

	@Override
	public void acknowledge(Position position) {
		long last = 0;
		while (!this.open.isEmpty() && position.reaches(this.open.getFirst().position())) {
			last = this.open.removeFirst().tag();
		}
		if (last > 0) {
			// What comes before it and is still open was skipped or rejected already.
			this.consumer.acknowledge(last, true);
		}
	}

	@Override
	public @Nullable String disconnected() {
		return this.consumer.closed();
	}

	/** With the turn. */
	@Override
	public void close() {
	}

	private record Unacknowledged(long tag, Position position) {

	}

}
