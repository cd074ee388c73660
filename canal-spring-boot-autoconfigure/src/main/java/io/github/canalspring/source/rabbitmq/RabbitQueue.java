package io.github.canalspring.source.rabbitmq;

import io.github.canalspring.message.MessageSettings;
import org.jspecify.annotations.Nullable;

/**
 * A queue to read.
 *
 * @param name its name
 * @param settings the format of its messages
 * @param prefetch how many messages may be on their way or waiting in memory
 * @param rejecting whether a message that cannot be read is rejected, which gives it to
 * the queue's dead letter exchange; else everything waits behind it
 * @param topology what is declared before the queue is read; {@code null} if it has to be
 * there
 */
public record RabbitQueue(String name, MessageSettings settings, int prefetch, boolean rejecting,
		@Nullable RabbitTopology topology) {

}
