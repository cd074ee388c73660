package io.github.canalspring.source.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what Kafka has.
 */
final class TopicLookup {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String REMEDY = "Look at Kafka, and at spring.kafka.bootstrap-servers";

	private final Consumer<byte[], byte[]> consumer;

	private final Map<String, String> topicIds;

	TopicLookup(Consumer<byte[], byte[]> consumer, Map<String, String> topicIds) {
		this.consumer = consumer;
		this.topicIds = topicIds;
	}

	/**
	 * The ids of the topics by their names.
	 * @param start is told of those that are missing
	 * @throws SourceException if one of them is missing
	 * @throws SourceUnreachableException if Kafka does not answer
	 */
	static Map<String, String> ids(KafkaSource kafka, GroupStart start) throws InterruptedException {
		Map<String, Object> configuration = new HashMap<>(kafka.configuration());
		configuration.keySet().retainAll(AdminClientConfig.configNames());
		Admin admin = Admin.create(configuration);
		try {
			Map<String, String> ids = new HashMap<>();
			List<String> missing = new ArrayList<>();
			for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : admin.describeTopics(kafka.topics().topics())
				.topicNameValues()
				.entrySet()) {
				try {
					ids.put(topic.getKey(),
							topic.getValue().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).topicId().toString());
				}
				catch (ExecutionException ex) {
					if (!(ex.getCause() instanceof UnknownTopicOrPartitionException)) {
						throw new SourceUnreachableException("Kafka does not tell of its topics: " + ex.getCause(),
								REMEDY, ex.getCause());
					}
					missing.add(topic.getKey());
				}
			}
			requireAll(kafka, missing, start);
			return ids;
		}
		catch (TimeoutException ex) {
			throw new SourceUnreachableException(kafka.describe() + " do not answer", REMEDY, ex);
		}
		finally {
			admin.close(Duration.ZERO);
		}
	}

	private static void requireAll(KafkaSource kafka, List<String> missing, GroupStart start) {
		if (!missing.isEmpty()) {
			start.missing(missing);
			throw new SourceException("Of " + kafka.describe() + ", " + missing + " are not there",
					"Make what is missing, with as many partitions as there may be instances; or correct "
							+ "the server's kafka.topics.");
		}
	}

	/** What there is of partitions. */
	Map<TopicPartition, PartitionSource.Offsets> offsets(Collection<TopicPartition> partitions) {
		Map<TopicPartition, Long> beginnings = this.consumer.beginningOffsets(partitions);
		Map<TopicPartition, OffsetAndMetadata> committed = this.consumer.committed(Set.copyOf(partitions));
		Map<TopicPartition, PartitionSource.Offsets> offsets = new HashMap<>();
		for (TopicPartition partition : partitions) {
			KafkaPosition start = new KafkaPosition(partition.topic(), partition.partition(), 0, 0,
					this.topicIds.getOrDefault(partition.topic(), ""));
			offsets.put(partition, new PartitionSource.Offsets(start, beginnings.get(partition),
					position(start, committed.get(partition))));
		}
		return offsets;
	}

	/**
	 * The offset may have been set by somebody else, who knows of no version, or may be
	 * of a topic that was there before.
	 */
	private static @Nullable KafkaPosition position(KafkaPosition start, @Nullable OffsetAndMetadata committed) {
		if (committed == null) {
			return null;
		}
		KafkaPosition position = start.at(committed.offset());
		if (committed.metadata().startsWith("kafka=")) {
			KafkaPosition kept = KafkaPosition.parse(committed.metadata());
			if (!kept.topicId().equals(start.topicId())) {
				return null;
			}
			return new KafkaPosition(start.topic(), start.partition(), committed.offset(), kept.version(),
					start.topicId());
		}
		return position;
	}

}
