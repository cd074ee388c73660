package io.github.canalspring.source.kafka;

import java.util.List;

import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.source.StartFrom;
import org.jspecify.annotations.Nullable;

/**
 * What is read of Kafka, and how.
 *
 * @param topics the topics
 * @param group what the names of the groups begin with; the sink's name follows
 * @param settings the format of the messages
 * @param startFrom where to start in a partition that was never read: earliest or latest;
 * {@code null} for the sink's default
 * @param bufferSize how many bytes of messages wait in memory, for each sink
 * @param deadLetterTopic where messages go that cannot be read, with {@code {topic}} in
 * it or not; {@code null} to hold
 */
public record KafkaTopics(List<String> topics, String group, MessageSettings settings, @Nullable StartFrom startFrom,
		long bufferSize, @Nullable String deadLetterTopic) {

	public KafkaTopics {
		topics = List.copyOf(topics);
	}

	/**
	 * Whether a group that has been nowhere leaves out what there is.
	 * @param keepsPosition whether it is a sink's, which keeps its position itself
	 */
	boolean latest(boolean keepsPosition) {
		return (this.startFrom != null) ? this.startFrom instanceof StartFrom.Latest : !keepsPosition;
	}

}
