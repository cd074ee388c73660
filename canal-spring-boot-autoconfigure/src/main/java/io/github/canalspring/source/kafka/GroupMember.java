package io.github.canalspring.source.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.source.PartitionedSource.Membership;
import io.github.canalspring.source.PartitionedSource.PartitionListener;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer, its thread, and the partitions that are assigned to it. Everything but
 * {@link #close} and {@link #disconnected} happens on that thread.
 */
final class GroupMember implements Membership, ConsumerRebalanceListener {

	private static final Logger logger = LoggerFactory.getLogger(GroupMember.class);

	/** Until a partition is read on, or from elsewhere, that waits for it. */
	private static final Duration POLL = Duration.ofMillis(20);

	private static final long MAX_PAUSE_MILLIS = 10_000;

	private final KafkaSource kafka;

	private final String group;

	private final boolean keepsPosition;

	private final PartitionListener listener;

	private final Thread thread;

	private final Map<TopicPartition, PartitionSource> partitions = new HashMap<>();

	private final OffsetCommits commits;

	private final GroupStart start;

	private Map<String, String> topicIds = Map.of();

	private volatile @Nullable Consumer<byte[], byte[]> consumer;

	private volatile boolean closing;

	private volatile boolean connected = true;

	private volatile @Nullable String disconnected = "it has not joined the group yet";

	GroupMember(KafkaSource kafka, String group, boolean keepsPosition, PartitionListener listener) {
		this.kafka = kafka;
		this.group = group;
		this.keepsPosition = keepsPosition;
		this.listener = listener;
		this.commits = new OffsetCommits(group);
		this.start = new GroupStart(kafka.topics(), kafka.topics().latest(keepsPosition));
		this.thread = new Thread(this::run, "canal-kafka-" + group);
	}

	void start() {
		this.thread.start();
	}

	@Override
	public @Nullable String disconnected() {
		return (this.disconnected != null) ? this.disconnected : this.connected ? null : "Kafka is not connected";
	}

	private void run() {
		long pause = 100;
		while (!this.closing) {
			try {
				session();
				pause = 100;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				failed(ex);
				pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
				pause(pause);
			}
		}
	}

	private void failed(RuntimeException failure) {
		String problem = (failure instanceof SourceException source) ? source.getMessage() + ". " + source.remedy()
				: failure.toString();
		if (!problem.equals(this.disconnected)) {
			logger.warn("{}: Kafka cannot be read, which is tried again: {}", this.group, problem, failure);
		}
		this.disconnected = problem;
	}

	private void pause(long millis) {
		for (long left = millis; left > 0 && !this.closing; left -= 100) {
			try {
				TimeUnit.MILLISECONDS.sleep(100);
			}
			catch (InterruptedException ex) {
				this.closing = true;
			}
		}
	}

	private void session() throws InterruptedException {
		this.topicIds = TopicLookup.ids(this.kafka, this.start);
		Consumer<byte[], byte[]> opened = this.kafka.consumers().createConsumer(this.group, null, null);
		this.consumer = opened;
		try {
			opened.subscribe(this.kafka.topics().topics(), this);
			while (!this.closing) {
				steer(opened);
				if (this.commits.commit(opened, this.partitions) && this.disconnected == null) {
					this.connected = isConnected(opened);
				}
				read(opened);
			}
		}
		finally {
			release(opened);
		}
	}

	/** Which gives back the partitions; what is left after a failure is lost. */
	private void release(Consumer<byte[], byte[]> opened) {
		try {
			opened.close();
		}
		catch (KafkaException ex) {
			logger.warn("{}: left Kafka without a word: {}", this.group, ex.getMessage());
		}
		finally {
			onPartitionsLost(Set.copyOf(this.partitions.keySet()));
			this.consumer = null;
		}
	}

	/** Read where it was asked for, and only what there is room for. */
	private void steer(Consumer<byte[], byte[]> opened) {
		long room = this.kafka.topics().bufferSize() / Math.max(1, this.partitions.size());
		this.partitions.forEach((partition, source) -> {
			OptionalLong seek = source.queue().takeSeek();
			if (seek.isPresent()) {
				opened.seek(partition, seek.getAsLong());
			}
			boolean paused = opened.paused().contains(partition);
			boolean wanted = source.queue().wants(room);
			if (wanted && paused) {
				opened.resume(List.of(partition));
			}
			else if (!wanted && !paused) {
				opened.pause(List.of(partition));
			}
		});
	}

	private void read(Consumer<byte[], byte[]> opened) throws InterruptedException {
		try {
			ConsumerRecords<byte[], byte[]> records = opened.poll(POLL);
			records.partitions().forEach((partition) -> {
				PartitionSource source = this.partitions.get(partition);
				if (source != null) {
					source.queue().add(records.records(partition));
				}
			});
		}
		catch (OffsetOutOfRangeException ex) {
			requireSameTopics();
			ex.offsetOutOfRangePartitions().forEach(this::lost);
		}
	}

	/** Of a topic that was made anew, everything has to be found out again. */
	private void requireSameTopics() throws InterruptedException {
		if (!TopicLookup.ids(this.kafka, this.start).equals(this.topicIds)) {
			throw new SourceUnreachableException("A topic of " + this.kafka.describe() + " was made anew",
					"It is read from its beginning", null);
		}
	}

	private void lost(TopicPartition partition, long offset) {
		PartitionSource source = this.partitions.get(partition);
		if (source != null) {
			source.lost(offset, this.group);
		}
	}

	@Override
	public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
		Consumer<byte[], byte[]> opened = Objects.requireNonNull(this.consumer);
		this.start.begin(opened);
		Map<TopicPartition, PartitionSource.Offsets> offsets = new TopicLookup(opened, this.topicIds).offsets(assigned);
		opened.pause(assigned);
		offsets.forEach((partition, found) -> {
			// Else the consumer would ask for an offset itself, and fail without one.
			opened.seek(partition, found.beginning());
			PartitionSource source = new PartitionSource(this.kafka, found, this.keepsPosition, this::disconnected);
			this.partitions.put(partition, source);
			this.listener.assigned(partition.toString(), source);
		});
		this.connected = true;
		this.disconnected = null;
		logger.info("{}: reads {}", this.group, names(this.partitions.keySet()));
	}

	private static List<String> names(Collection<TopicPartition> of) {
		return of.stream().map(TopicPartition::toString).sorted().toList();
	}

	/** A broker that is away is waited for without a word. */
	private static boolean isConnected(Consumer<byte[], byte[]> opened) {
		return opened.metrics()
			.entrySet()
			.stream()
			.filter((metric) -> metric.getKey().name().equals("connection-count"))
			.anyMatch((metric) -> metric.getValue().metricValue() instanceof Double count && count > 0);
	}

	@Override
	public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
		this.listener.revoked(names(revoked));
		this.commits.commitLast(Objects.requireNonNull(this.consumer), this.partitions, revoked);
		forget(revoked);
	}

	@Override
	public void onPartitionsLost(Collection<TopicPartition> lost) {
		if (!lost.isEmpty()) {
			this.listener.revoked(names(lost));
			forget(lost);
		}
	}

	private void forget(Collection<TopicPartition> gone) {
		this.partitions.keySet().removeAll(gone);
		this.commits.forget(gone);
	}

	@Override
	public void close() {
		this.closing = true;
		if (this.consumer == null) {
			// Not to wait for a Kafka that is not there.
			this.thread.interrupt();
		}
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			this.thread.interrupt();
			Thread.currentThread().interrupt();
		}
	}

}
