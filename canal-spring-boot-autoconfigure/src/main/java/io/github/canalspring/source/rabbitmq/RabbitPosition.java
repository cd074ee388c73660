package io.github.canalspring.source.rabbitmq;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;

/**
 * How far a queue was read: behind a message. A queue cannot be read from a place of
 * one's choice; the position serves to know the message again when it is delivered once
 * more.
 *
 * @param id what tells the message from all others; empty if none was read
 * @param version the version of its changes
 * @param name how people and event ids call the message
 * @param delivery the number of the delivery in its stream, from 1; 0 if it is of another
 * stream
 */
record RabbitPosition(String id, long version, String name, long delivery) implements Position {

	/** Nothing was read. */
	static final RabbitPosition QUEUE = new RabbitPosition("", 0, "", 0);

	private static final Pattern TEXT = Pattern.compile("rabbitmq=(\\d{1,19}):([\\w-]*):(.*)");

	static RabbitPosition parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw new SourceException("Not a position in a queue of RabbitMQ: '" + text + "'",
					"It was kept by a sink that read from something else. Remove it to start with what the queue has, "
							+ "or read from what was read before.");
		}
		return new RabbitPosition(matcher.group(2), Long.parseLong(matcher.group(1)), matcher.group(3), 0);
	}

	@Override
	public boolean reaches(Position other) {
		return other instanceof RabbitPosition wanted && this.delivery > 0 && this.delivery >= wanted.delivery;
	}

	@Override
	public String text() {
		return "rabbitmq=" + this.version + ":" + this.id + ":" + this.name;
	}

	@Override
	public String toString() {
		return this.name.isEmpty() ? "the head of the queue" : this.name;
	}

}
