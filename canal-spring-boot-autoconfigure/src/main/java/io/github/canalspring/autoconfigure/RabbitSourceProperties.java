package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.message.MessageFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The queues that changes are read from.
 *
 * @param queues Comma-separated list of the queues, each a stream of its own. {sink} in a
 * name stands for the name of the sink that reads it.
 * @param format Format of the messages: canal-flat, debezium or maxwell.
 * @param exchange Topic exchange to bind the queues to. When set, it is declared together
 * with them, as quorum queues with a single active consumer.
 * @param deadLetterExchange Where the declared queues give rejected messages.
 * @param unreadable What becomes of a message that is none of the format.
 * @param prefetch How many messages of a queue may wait in memory.
 */
record RabbitSourceProperties(@DefaultValue List<String> queues, @Nullable MessageFormat format,
		@Nullable String exchange, @Nullable String deadLetterExchange, @DefaultValue("hold") Unreadable unreadable,
		@DefaultValue("500") int prefetch) {

	/**
	 * What becomes of a message that is none of the format.
	 */
	enum Unreadable {

		/** Everything behind it waits. */
		HOLD,

		/** The queue's dead letter exchange gets it. */
		REJECT

	}

}
