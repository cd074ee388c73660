package io.github.canalspring.source.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the group what has been applied. For the consumer's thread.
 */
final class OffsetCommits {

	private static final Logger logger = LoggerFactory.getLogger(OffsetCommits.class);

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

	private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

	private final String group;

	private final Map<TopicPartition, KafkaPosition> committed = new HashMap<>();

	private long last;

	OffsetCommits(String group) {
		this.group = group;
	}

	/**
	 * Commit now and then, without waiting.
	 * @return whether it was time
	 */
	boolean commit(Consumer<byte[], byte[]> consumer, Map<TopicPartition, PartitionSource> partitions) {
		if (System.nanoTime() - this.last < INTERVAL) {
			return false;
		}
		this.last = System.nanoTime();
		Map<TopicPartition, KafkaPosition> applied = applied(partitions, partitions.keySet());
		if (!applied.isEmpty()) {
			consumer.commitAsync(offsets(applied), (offsets, failure) -> {
				if (failure == null) {
					this.committed.putAll(applied);
				}
				else {
					logger.debug("{}: offsets are committed later", this.group, failure);
				}
			});
		}
		return true;
	}

	/** Commit for the last time what is given up. */
	void commitLast(Consumer<byte[], byte[]> consumer, Map<TopicPartition, PartitionSource> partitions,
			Collection<TopicPartition> revoked) {
		Map<TopicPartition, KafkaPosition> applied = applied(partitions, revoked);
		try {
			if (!applied.isEmpty()) {
				consumer.commitSync(offsets(applied), LAST_COMMIT);
			}
		}
		catch (KafkaException ex) {
			logger.warn("{}: how far {} are could not be committed, a part will be repeated: {}", this.group, revoked,
					ex.getMessage());
		}
	}

	void forget(Collection<TopicPartition> gone) {
		this.committed.keySet().removeAll(gone);
	}

	/** What was applied and is not committed. */
	private Map<TopicPartition, KafkaPosition> applied(Map<TopicPartition, PartitionSource> partitions,
			Collection<TopicPartition> of) {
		Map<TopicPartition, KafkaPosition> applied = new HashMap<>();
		for (TopicPartition partition : of) {
			PartitionSource source = partitions.get(partition);
			KafkaPosition position = (source != null) ? source.queue().acknowledged() : null;
			if (position != null && !position.equals(this.committed.get(partition))) {
				applied.put(partition, position);
			}
		}
		return applied;
	}

	private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, KafkaPosition> positions) {
		Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
		positions.forEach((partition, position) -> offsets.put(partition,
				new OffsetAndMetadata(position.offset(), position.text())));
		return offsets;
	}

}
