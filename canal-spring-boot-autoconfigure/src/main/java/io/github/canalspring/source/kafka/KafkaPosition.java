package io.github.canalspring.source.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;

/**
 * How far a partition has been read.
 * <p>
 * The version is no offset: offsets begin anew in a topic that is made anew, and a row
 * changes its partition when the topic gets more of them. It is the time of the message,
 * in milliseconds since 1970, above the low bits of its offset, and more than that of the
 * message before where clocks went back: so it grows in a partition, and from one topic
 * or partition to another.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param offset the offset of the next message
 * @param version the version of the message before
 * @param topicId tells a topic from another one of the same name
 */
record KafkaPosition(String topic, int partition, long offset, long version, String topicId) implements Position {

	private static final Pattern TEXT = Pattern.compile("kafka=([^:]+):(\\d+):(\\d+):(\\d+):(\\S*)");

	private static final int OFFSET_BITS = 20;

	static KafkaPosition parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw new SourceException("Not a position in a topic of Kafka: '" + text + "'",
					"It was kept by a sink that read from something else. Remove it to start at the beginning of the "
							+ "topic, or read from what was read before.");
		}
		return new KafkaPosition(matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)),
				Long.parseLong(matcher.group(4)), matcher.group(5));
	}

	/**
	 * The position behind a message.
	 * @param messageOffset the message's offset
	 * @param timestamp the message's time in milliseconds since 1970; -1 if it has none
	 * @return the position
	 */
	KafkaPosition after(long messageOffset, long timestamp) {
		long time = (Math.max(0, timestamp) << OFFSET_BITS) | (messageOffset & ((1 << OFFSET_BITS) - 1));
		return new KafkaPosition(this.topic, this.partition, messageOffset + 1, Math.max(this.version + 1, time),
				this.topicId);
	}

	KafkaPosition at(long newOffset) {
		return new KafkaPosition(this.topic, this.partition, newOffset, this.version, this.topicId);
	}

	@Override
	public boolean reaches(Position other) {
		return other instanceof KafkaPosition wanted && wanted.topic.equals(this.topic)
				&& wanted.partition == this.partition && this.offset >= wanted.offset;
	}

	@Override
	public String text() {
		return "kafka=" + this.topic + ":" + this.partition + ":" + this.offset + ":" + this.version + ":"
				+ this.topicId;
	}

	@Override
	public String toString() {
		return this.topic + "-" + this.partition + "@" + this.offset;
	}

}
