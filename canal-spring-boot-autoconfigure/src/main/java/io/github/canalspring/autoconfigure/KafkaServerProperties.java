package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.message.MessageFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is read of Kafka, which is where spring.kafka says.
 *
 * @param topics Comma-separated list of topics.
 * @param format Format of the messages: canal-flat, debezium or maxwell.
 * @param group What the names of the consumer groups begin with; the sink's name follows.
 * By default the stream's name.
 * @param deadLetterTopic Topic for messages that cannot be read, with {topic} in it or
 * not. They stop their partition when not set.
 */
record KafkaServerProperties(@DefaultValue List<String> topics, @Nullable MessageFormat format, @Nullable String group,
		@Nullable String deadLetterTopic) {

}
