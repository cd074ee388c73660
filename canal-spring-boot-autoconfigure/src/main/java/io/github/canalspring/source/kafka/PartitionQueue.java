package io.github.canalspring.source.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.canalspring.source.SourceException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the consumer's thread and a pipeline's: messages one way, and the
 * other way where to read from and what is applied.
 */
final class PartitionQueue {

	/** What a message takes in memory besides its bytes, about. */
	private static final int RECORD_BYTES = 200;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();

	private long bytes;

	private boolean open;

	/** Where to read from, until the consumer has been told. */
	private @Nullable Long seek;

	private @Nullable SourceException failure;

	private @Nullable KafkaPosition acknowledged;

	/** Begin to read, whatever was read before. */
	void open(long offset) {
		write(() -> {
			this.records.clear();
			this.bytes = 0;
			this.failure = null;
			this.seek = offset;
			this.open = true;
		});
	}

	void close() {
		write(() -> {
			this.open = false;
			this.records.clear();
			this.bytes = 0;
			this.seek = null;
		});
	}

	/** Take what has come, waiting for the first. */
	List<ConsumerRecord<byte[], byte[]>> take(Duration timeout) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long nanos = timeout.toNanos();
			while (this.records.isEmpty() && this.failure == null && nanos > 0) {
				nanos = this.filled.awaitNanos(nanos);
			}
			if (this.records.isEmpty() && this.failure != null) {
				throw this.failure;
			}
			List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>(this.records);
			this.records.clear();
			this.bytes = 0;
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	void acknowledge(KafkaPosition position) {
		write(() -> this.acknowledged = position);
	}

	/** What has been applied; {@code null} if nothing has. */
	@Nullable KafkaPosition acknowledged() {
		return read(() -> this.acknowledged);
	}

	/** Where the consumer is to read from, once. */
	OptionalLong takeSeek() {
		return read(() -> {
			Long offset = this.seek;
			this.seek = null;
			return (offset != null) ? OptionalLong.of(offset) : OptionalLong.empty();
		});
	}

	/** Add what was read, unless it was asked for something else meanwhile. */
	void add(List<ConsumerRecord<byte[], byte[]>> read) {
		write(() -> {
			if (this.open && this.seek == null) {
				this.records.addAll(read);
				for (ConsumerRecord<byte[], byte[]> each : read) {
					this.bytes += RECORD_BYTES + Math.max(0, each.serializedKeySize())
							+ Math.max(0, each.serializedValueSize());
				}
			}
		});
	}

	/** Whether more is wanted than these bytes. */
	boolean wants(long limit) {
		return read(() -> this.open && this.failure == null && this.bytes < limit);
	}

	/** The partition cannot be read on. */
	void fail(SourceException reason) {
		write(() -> this.failure = reason);
	}

	private void write(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.filled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private <T> T read(Supplier<T> look) {
		this.lock.lock();
		try {
			return look.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
