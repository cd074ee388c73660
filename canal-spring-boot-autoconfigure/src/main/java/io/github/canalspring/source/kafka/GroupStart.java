package io.github.canalspring.source.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group begins that has been nowhere: it is given a place in all partitions at
 * once, before any is read. So a partition without a place is known to be new to a group
 * that has others, and nothing that is sent while nobody reads is left out.
 */
final class GroupStart {

	private final KafkaTopics topics;

	private final boolean latest;

	/** Topics that were waited for: all that they have came later. */
	private final Set<String> awaited = new HashSet<>();

	GroupStart(KafkaTopics topics, boolean latest) {
		this.topics = topics;
		this.latest = latest;
	}

	/** Remember topics that are not there. */
	void missing(Collection<String> missing) {
		this.awaited.addAll(missing);
	}

	/** Give the group its places, unless it has any. */
	void begin(Consumer<byte[], byte[]> consumer) {
		List<TopicPartition> all = this.topics.topics()
			.stream()
			.flatMap((topic) -> consumer.partitionsFor(topic).stream())
			.map((partition) -> new TopicPartition(partition.topic(), partition.partition()))
			.toList();
		if (consumer.committed(Set.copyOf(all)).values().stream().anyMatch(Objects::nonNull)) {
			return;
		}
		Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all);
		Map<TopicPartition, Long> ends = consumer.endOffsets(all);
		Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
		for (TopicPartition partition : all) {
			boolean atEnd = this.latest && !this.awaited.contains(partition.topic());
			places.put(partition, new OffsetAndMetadata((atEnd ? ends : beginnings).get(partition)));
		}
		consumer.commitSync(places);
	}

}
