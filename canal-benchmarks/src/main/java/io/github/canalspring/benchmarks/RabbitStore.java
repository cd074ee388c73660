package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;

/**
 * A quorum queue, as our source declares it, but for the single active consumer: there is
 * one reader, and such a queue can only be read by consumers.
 */
final class RabbitStore implements Store {

	static final String NAME = "product";

	private final Connection connection;

	private final Channel channel;

	RabbitStore(int port) {
		try {
			this.connection = connect(port);
			this.channel = this.connection.createChannel();
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException("RabbitMQ does not let the benchmark in", ex);
		}
	}

	static Connection connect(int port) throws IOException, TimeoutException {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setPort(port);
		return factory.newConnection();
	}

	@Override
	public void clear() {
		orFail(() -> {
			this.channel.queueDelete(NAME);
			this.channel.exchangeDeclare(NAME, "topic", true);
			this.channel.queueDeclare(NAME, true, false, false, Map.of("x-queue-type", "quorum"));
			return this.channel.queueBind(NAME, NAME, "#");
		});
	}

	@Override
	public long count() {
		return orFail(() -> this.channel.messageCount(NAME));
	}

	@Override
	public long bytes(long id) {
		return orFail(() -> {
			GetResponse message = this.channel.basicGet(NAME, false);
			this.channel.basicNack(message.getEnvelope().getDeliveryTag(), false, true);
			return message.getBody().length;
		});
	}

	private static <T> T orFail(Call<T> call) {
		try {
			return call.run();
		}
		catch (IOException ex) {
			throw new IllegalStateException("RabbitMQ does not do what the benchmark asks for", ex);
		}
	}

	@Override
	public void close() {
		orFail(() -> {
			this.connection.close();
			return true;
		});
	}

	private interface Call<T> {

		T run() throws IOException;

	}

}
