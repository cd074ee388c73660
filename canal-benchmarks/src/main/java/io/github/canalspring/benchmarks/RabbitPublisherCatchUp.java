package io.github.canalspring.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;

/**
 * The same messages as fast as a channel of RabbitMQ's client publishes them, persistent
 * and confirmed, with 5000 unconfirmed ones at most.
 */
final class RabbitPublisherCatchUp implements Subject {

	private static final int UNCONFIRMED = 5_000;

	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

	@Override
	public Measurement run(Task task) throws Exception {
		Progress progress = new Progress(task.workload());
		BrokerMessages messages = new BrokerMessages(task.workload());
		try (Connection connection = RabbitStore.connect(task.endpoints().rabbitPort());
				Channel channel = connection.createChannel()) {
			AtomicLong confirmed = new AtomicLong();
			channel.confirmSelect();
			channel.addConfirmListener((tag, multiple) -> {
				// They come in order, but not always one by one.
				confirmed.set(multiple ? tag : Math.max(tag, confirmed.get()));
				progress.reached(confirmed.get());
			}, (tag, multiple) -> SubjectProcess.fail(new IllegalStateException("Message " + tag + " was refused")));
			for (long sent = 0; messages.hasNext(); sent++) {
				while (sent - confirmed.get() >= UNCONFIRMED) {
					LockSupport.parkNanos(PAUSE);
				}
				byte[] body = messages.next();
				channel.basicPublish(RabbitStore.NAME, "shop.product", true, MessageProperties.PERSISTENT_BASIC, body);
			}
			while (!progress.isDone()) {
				progress.checkPatience();
				LockSupport.parkNanos(PAUSE);
			}
			channel.waitForConfirmsOrDie();
		}
		return progress.measurement();
	}

}
