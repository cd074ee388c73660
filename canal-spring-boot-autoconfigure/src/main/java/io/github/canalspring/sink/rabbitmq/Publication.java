package io.github.canalspring.sink.rabbitmq;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.message.Message;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.sink.RowKey;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;

/**
 * Some batches on their way to RabbitMQ: all messages at once or, to find out which of
 * them is refused, one after the other.
 */
final class Publication {

	private final RabbitSink sink;

	private final boolean single;

	private final List<Sent> sent = new ArrayList<>();

	private final List<RefusedChange> refused = new ArrayList<>();

	/** The rows of refused changes, whose later changes wait behind them. */
	private final Set<String> waiting = new HashSet<>();

	Publication(RabbitSink sink, boolean single) {
		this.sink = sink;
		this.single = single;
	}

	/**
	 * Publish, and wait until RabbitMQ has everything that was not refused.
	 * @throws Sent.TooLargeException if RabbitMQ takes one of the messages never, and it
	 * is not known which
	 * @throws IOException if it does not take them now
	 */
	void run(List<ChangeBatch> batches) throws IOException, InterruptedException {
		for (ChangeBatch batch : batches) {
			for (Change change : batch.changes()) {
				if (!waits(change)) {
					publish(change);
				}
			}
		}
		for (Sent each : this.sent) {
			each.await();
		}
	}

	List<RefusedChange> refused() {
		return this.refused;
	}

	private boolean waits(Change change) {
		boolean waits = !this.waiting.isEmpty() && RowKey.of(change).stream().anyMatch(this.waiting::contains);
		if (waits) {
			refuse(change, "");
		}
		return waits;
	}

	private void refuse(Change change, String reason) {
		this.refused.add(new RefusedChange(change, reason));
		this.waiting.addAll(RowKey.of(change));
	}

	private void publish(Change change) throws IOException, InterruptedException {
		try {
			for (TableRoute route : this.sink.routes(change.schema().id())) {
				for (Message message : write(route, change)) {
					publish(route, message, change);
				}
			}
		}
		catch (RowConditionException | RefusalException ex) {
			refuse(change, String.valueOf(ex.getMessage()));
		}
	}

	private static List<Message> write(TableRoute route, Change change) {
		try {
			return route.write(change);
		}
		catch (IllegalArgumentException ex) {
			throw RabbitSink.misfit(change.schema().id(), ex);
		}
	}

	/** A tombstone tells a log that is compacted something, and a queue nothing. */
	private void publish(TableRoute route, Message message, Change change) throws IOException, InterruptedException {
		byte[] body = message.value();
		if (body == null) {
			return;
		}
		String routingKey = route.routingKey(message);
		if (!TableRoute.isPossible(routingKey)) {
			throw new RefusalException("The routing key is longer than " + TableRoute.MAX_ROUTING_KEY + " bytes");
		}
		Sent each = this.sink.publisher().send(route.exchange(), routingKey, message, body, change);
		if (!this.single) {
			this.sent.add(each);
			return;
		}
		try {
			each.await();
		}
		catch (Sent.TooLargeException ex) {
			throw new RefusalException("RabbitMQ does not take the message of " + body.length
					+ " bytes, which is larger than its max_message_size");
		}
	}

	/** A change that RabbitMQ will never take. */
	private static final class RefusalException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private RefusalException(String reason) {
			super(reason);
		}

	}

}
