package io.github.canalspring.source.kafka;

import java.util.HashMap;
import java.util.Map;

import io.github.canalspring.source.PartitionedSource;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Topics of Kafka, whose partitions the instances of the application share. There is a
 * consumer group for each sink, so that one that is down delays no other.
 */
public final class KafkaSource implements PartitionedSource {

	private final KafkaTopics topics;

	private final Map<String, Object> configuration;

	private final @Nullable KafkaOperations<byte[], byte[]> deadLetters;

	/**
	 * Create a source.
	 * @param topics what is read
	 * @param consumers the application's configuration of consumers, of which everything
	 * is taken that does not decide whether messages are lost
	 * @param deadLetters sends what cannot be read; {@code null} to hold
	 */
	public KafkaSource(KafkaTopics topics, ConsumerFactory<?, ?> consumers,
			@Nullable KafkaOperations<byte[], byte[]> deadLetters) {
		this.topics = topics;
		this.deadLetters = deadLetters;
		Map<String, Object> all = new HashMap<>(consumers.getConfigurationProperties());
		all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		// Every start is chosen: a reset would leave messages out in silence.
		all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
		all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		all.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
		boolean classic = GroupProtocol.CLASSIC.name()
			.equalsIgnoreCase(String.valueOf(all.getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic")));
		if (classic) {
			// What a member keeps goes on while others come and go.
			all.putIfAbsent(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
					CooperativeStickyAssignor.class.getName());
		}
		this.configuration = Map.copyOf(all);
	}

	@Override
	public String describe() {
		return "Kafka's topics " + this.topics.topics() + " at "
				+ this.configuration.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
	}

	@Override
	public Membership join(String name, boolean keepsPosition, PartitionListener listener) {
		GroupMember member = new GroupMember(this, this.topics.group() + "-" + name, keepsPosition, listener);
		member.start();
		return member;
	}

	KafkaTopics topics() {
		return this.topics;
	}

	Map<String, Object> configuration() {
		return this.configuration;
	}

	@Nullable KafkaOperations<byte[], byte[]> deadLetters() {
		return this.deadLetters;
	}

	DefaultKafkaConsumerFactory<byte[], byte[]> consumers() {
		return new DefaultKafkaConsumerFactory<>(this.configuration, new ByteArrayDeserializer(),
				new ByteArrayDeserializer());
	}

	@Override
	public String toString() {
		return describe();
	}

}
