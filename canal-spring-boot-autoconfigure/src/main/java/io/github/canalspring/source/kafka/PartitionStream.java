package io.github.canalspring.source.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a partition as batches: each message is one. They are read on the
 * pipeline's thread, so that the consumer's only moves them.
 */
final class PartitionStream implements ChangeStream {

	private final PartitionQueue queue;

	private final MessageDecoder decoder;

	private final Supplier<@Nullable String> disconnected;

	/** What came with a message that failed, and is behind it. */
	private final Deque<ConsumerRecord<byte[], byte[]>> taken = new ArrayDeque<>();

	private KafkaPosition position;

	private @Nullable SourceException failure;

	PartitionStream(PartitionQueue queue, KafkaPosition from, MessageDecoder decoder,
			Supplier<@Nullable String> disconnected) {
		this.queue = queue;
		this.position = from;
		this.decoder = decoder;
		this.disconnected = disconnected;
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		if (this.failure != null) {
			throw this.failure;
		}
		this.taken.addAll(this.queue.take(timeout));
		List<ChangeBatch> batches = new ArrayList<>(this.taken.size());
		while (!this.taken.isEmpty()) {
			ConsumerRecord<byte[], byte[]> record = this.taken.removeFirst();
			try {
				KafkaPosition next = this.position.after(record.offset(), record.timestamp());
				batches.add(this.decoder.batch(record, this.position, next));
				this.position = next;
			}
			catch (SourceException ex) {
				this.failure = ex;
				if (batches.isEmpty()) {
					throw ex;
				}
				return batches;
			}
		}
		return batches;
	}

	@Override
	public void acknowledge(Position applied) {
		this.queue.acknowledge((KafkaPosition) applied);
	}

	@Override
	public @Nullable String disconnected() {
		return this.disconnected.get();
	}

	@Override
	public void close() {
		this.queue.close();
	}

}
