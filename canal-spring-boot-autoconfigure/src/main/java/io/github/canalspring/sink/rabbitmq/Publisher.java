package io.github.canalspring.sink.rabbitmq;

import java.io.IOException;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.canalspring.message.Message;
import io.github.canalspring.message.MessageHeaders;
import io.github.canalspring.source.Change;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * A channel that confirms what is published. Spring's template takes another channel for
 * each message whose confirmation is awaited, and messages overtake each other then; so
 * this publishes itself. RabbitMQ keeps the order of a channel. Publishing is for one
 * thread, confirmations come on the client's.
 */
final class Publisher implements AutoCloseable {

	private static final int PERSISTENT = 2;

	private final CachingConnectionFactory connections;

	private final Channel channel;

	private final String stream;

	private final String session = Long.toString(System.currentTimeMillis(), 36) + "-"
			+ Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);

	private final ConcurrentNavigableMap<Long, Sent> pending = new ConcurrentSkipListMap<>();

	private Publisher(CachingConnectionFactory connections, Channel channel, String stream) throws IOException {
		this.connections = connections;
		this.channel = channel;
		this.stream = stream;
		channel.confirmSelect();
		channel.addConfirmListener(this::confirmed, this::refused);
		channel.addReturnListener(
				(returned) -> returned(returned.getProperties().getMessageId(), returned.getReplyText()));
		channel.addShutdownListener(this::closed);
	}

	static Publisher open(CachingConnectionFactory connections, String stream) throws IOException {
		try {
			return new Publisher(connections, connections.createConnection().createChannel(false), stream);
		}
		catch (AmqpException ex) {
			throw new IOException(
					"RabbitMQ cannot be reached: " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage(), ex);
		}
	}

	/**
	 * See whether an exchange is there.
	 * @throws IOException if it is not, or RabbitMQ does not answer
	 */
	void check(String exchange) throws IOException {
		try {
			this.channel.exchangeDeclarePassive(exchange);
		}
		catch (IOException ex) {
			throw new IOException("RabbitMQ has no exchange '" + exchange + "', or does not answer: declare it. ("
					+ ((ex.getCause() != null) ? ex.getCause().getMessage() : ex.getMessage()) + ")", ex);
		}
	}

	/** Publish a message; whether RabbitMQ has it is told later. */
	Sent send(String exchange, String routingKey, Message message, byte[] body, Change change) throws IOException {
		try {
			long number = this.channel.getNextPublishSeqNo();
			Sent sent = new Sent(this.session + "-" + number, "exchange '" + exchange + "'");
			this.pending.put(number, sent);
			this.channel.basicPublish(exchange, routingKey, true, properties(sent.id(), message, change), body);
			return sent;
		}
		catch (AlreadyClosedException ex) {
			throw new IOException("The channel to RabbitMQ is closed: " + ex.getMessage(), ex);
		}
	}

	private AMQP.BasicProperties properties(String id, Message message, Change change) {
		Map<String, Object> headers = new HashMap<>(message.headers());
		headers.put(MessageHeaders.STREAM, this.stream);
		headers.put(MessageHeaders.VERSION, change.version());
		headers.put(MessageHeaders.ROW, change.rowNumber());
		headers.put(MessageHeaders.KEY, message.key());
		return new AMQP.BasicProperties.Builder().messageId(id)
			.contentType("application/json")
			.contentEncoding("utf-8")
			.deliveryMode(PERSISTENT)
			.timestamp(Date.from(change.committedAt()))
			.headers(headers)
			.build();
	}

	private void confirmed(long number, boolean before) {
		if (before) {
			Map<Long, Sent> all = this.pending.headMap(number, true);
			all.values().forEach(Sent::confirm);
			all.clear();
			return;
		}
		Sent sent = this.pending.remove(number);
		if (sent != null) {
			sent.confirm();
		}
	}

	private void refused(long number, boolean before) {
		Map<Long, Sent> all = this.pending.subMap(before ? 0 : number, true, number, true);
		all.values().forEach(Sent::refuse);
		all.clear();
	}

	private void returned(String id, String reason) {
		Sent sent = this.pending.get(Long.valueOf(id.substring(id.lastIndexOf('-') + 1)));
		if (sent != null) {
			sent.unroutable(reason);
		}
	}

	private void closed(ShutdownSignalException reason) {
		String message = "The channel to RabbitMQ was closed: " + reason.getMessage();
		boolean size = reason.getReason() instanceof AMQP.Channel.Close close
				&& close.getReplyCode() == AMQP.PRECONDITION_FAILED && close.getReplyText().contains("message size");
		IOException failure = size ? new Sent.TooLargeException(message) : new IOException(message);
		this.pending.values().forEach((sent) -> sent.fail(failure));
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() {
		this.connections.resetConnection();
	}

}
