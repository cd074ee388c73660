package io.github.canalspring.source.kafka;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that is assigned to this member.
 */
final class PartitionSource implements ChangeSource {

	private static final Logger logger = LoggerFactory.getLogger(PartitionSource.class);

	private final KafkaSource kafka;

	private final Offsets offsets;

	private final boolean keepsPosition;

	private final PartitionQueue queue = new PartitionQueue();

	private final Supplier<@Nullable String> disconnected;

	PartitionSource(KafkaSource kafka, Offsets offsets, boolean keepsPosition,
			Supplier<@Nullable String> disconnected) {
		this.kafka = kafka;
		this.offsets = offsets;
		this.keepsPosition = keepsPosition;
		this.disconnected = disconnected;
	}

	PartitionQueue queue() {
		return this.queue;
	}

	/** Kafka has no message at an offset that was asked for. */
	void lost(long offset, String group) {
		this.queue
			.fail(new PositionLostException(
					"The topic has no message at " + this.offsets.start().at(offset)
							+ " any more, so changes are missing",
					"Let the topic keep messages for longer (retention.ms). To go on with what is there, "
							+ (this.keepsPosition ? "remove the position that the sink keeps"
									: "set the group's offset with kafka-consumer-groups.sh --group " + group
											+ " --reset-offsets")
							+ "; copies then lack what was lost, so fill them anew.",
					null));
	}

	@Override
	public String describe() {
		return "partition " + this.offsets.start().topic() + "-" + this.offsets.start().partition() + " of "
				+ this.kafka.describe();
	}

	/** Does nothing: a topic tells nothing of the database but the changes. */
	@Override
	public void check(List<TableId> tables) {
	}

	@Override
	public boolean keepsCursor() {
		return !this.keepsPosition;
	}

	/**
	 * Where the group is, if it keeps the position, or leaves out what was there before;
	 * else, and in a partition that is new to the group, at its beginning.
	 */
	@Override
	public Position resolve(StartFrom startFrom) {
		KafkaPosition committed = committed();
		boolean goesOn = !this.keepsPosition || this.kafka.topics().latest(true);
		return (goesOn && committed != null) ? committed : this.offsets.start().at(this.offsets.beginning());
	}

	@Override
	public Position position(String text) {
		KafkaPosition kept = KafkaPosition.parse(text);
		KafkaPosition start = this.offsets.start();
		if (!kept.topic().equals(start.topic()) || kept.partition() != start.partition()) {
			throw new SourceException("'" + text + "' is no position of " + describe(),
					"Give each application that reads from Kafka a dest of its own.");
		}
		if (kept.topicId().equals(start.topicId())) {
			return newer(kept);
		}
		logger.warn("The topic {} was made anew since its position {} was kept: it is read from its beginning",
				start.topic(), kept);
		return new KafkaPosition(start.topic(), start.partition(), this.offsets.beginning(), kept.version(),
				start.topicId());
	}

	/** A file knows only how far this instance was when it had the partition last. */
	private KafkaPosition newer(KafkaPosition kept) {
		KafkaPosition committed = committed();
		return (!this.keepsPosition && committed != null && committed.reaches(kept)) ? committed : kept;
	}

	private @Nullable KafkaPosition committed() {
		KafkaPosition applied = this.queue.acknowledged();
		return (applied != null) ? applied : this.offsets.committed();
	}

	@Override
	public Position latest() {
		throw new SourceException("Kafka does not tell how far the database is whose changes its topics hold",
				"Wait for what you expect to see instead, or read from the database itself.");
	}

	@Override
	public @Nullable TableSchema describe(TableId table) {
		return null;
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		return open(from, tables, false);
	}

	@Override
	public ChangeStream open(String name, Position from, Subscription subscription) {
		return open(from, subscription.tables(), subscription.entries() != null);
	}

	private ChangeStream open(Position from, Predicate<TableId> tables, boolean copies) {
		KafkaPosition position = (KafkaPosition) from;
		this.queue.open(position.offset());
		return new PartitionStream(this.queue, position, new MessageDecoder(this.kafka, tables, copies),
				this.disconnected);
	}

	@Override
	public String toString() {
		return describe();
	}

	/**
	 * What Kafka has of the partition, when it was assigned.
	 *
	 * @param start the partition, at its beginning
	 * @param beginning the offset of the first message that is there
	 * @param committed where the group was; {@code null} if the partition is new to it
	 */
	record Offsets(KafkaPosition start, long beginning, @Nullable KafkaPosition committed) {
	}

}
