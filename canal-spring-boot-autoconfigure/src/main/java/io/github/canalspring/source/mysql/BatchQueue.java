package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * The batches between the thread that reads and the one that polls, bounded by their
 * bytes.
 */
final class BatchQueue {

	/**
	 * How long to wait for changes where there is only a position to hand on: else each
	 * transaction that concerns nobody would wake the one who polls.
	 */
	private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final long capacity;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition arrived = this.lock.newCondition();

	private final Condition taken = this.lock.newCondition();

	private List<ChangeBatch> batches = new ArrayList<>();

	private long bytes;

	private boolean waiting;

	private boolean closed;

	private @Nullable SourceException failure;

	BatchQueue(long capacity) {
		this.capacity = capacity;
	}

	/**
	 * Add a batch; waits while the queue is full. A batch without changes takes the place
	 * of such a one before it, so that they do not heap up.
	 * @param batch the batch
	 * @throws InterruptedException if interrupted, or closed, while waiting
	 */
	void put(ChangeBatch batch) throws InterruptedException {
		this.lock.lock();
		try {
			int size = this.batches.size();
			if (size > 0 && isEmpty(this.batches.get(size - 1)) && isEmpty(batch)) {
				this.batches.set(size - 1, batch);
				return;
			}
			while (this.bytes >= this.capacity && !this.closed) {
				this.taken.await();
			}
			if (this.closed) {
				throw new InterruptedException("The stream is closed");
			}
			this.batches.add(batch);
			this.bytes += batch.bytes();
			if (this.waiting) {
				this.arrived.signal();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static boolean isEmpty(ChangeBatch batch) {
		return batch.changes().isEmpty() && batch.replaced().isEmpty() && batch.definitions().isEmpty();
	}

	/**
	 * Wait before an event is read that alone is as large as the queue, until nothing
	 * that came before is held any more: neither here nor by the one who polls.
	 * @param size the event's size
	 * @throws InterruptedException if interrupted, or closed, while waiting
	 */
	void awaitRoom(int size) throws InterruptedException {
		if (size < this.capacity) {
			return;
		}
		this.lock.lock();
		try {
			while (!(this.waiting && this.batches.isEmpty()) && !this.closed) {
				this.taken.await();
			}
			if (this.closed) {
				throw new InterruptedException("The stream is closed");
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take everything, waiting for the first batch.
	 * @param timeout how long to wait
	 * @return the batches, perhaps none
	 */
	List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long nanos = timeout.toNanos();
			this.waiting = true;
			this.taken.signal();
			while (this.batches.isEmpty() && this.failure == null && !this.closed && nanos > 0) {
				nanos = this.arrived.awaitNanos(nanos);
			}
			if (this.batches.isEmpty()) {
				if (this.failure != null) {
					throw this.failure;
				}
				return List.of();
			}
			linger();
			List<ChangeBatch> result = this.batches;
			this.batches = new ArrayList<>();
			this.bytes = 0;
			this.taken.signal();
			return result;
		}
		finally {
			this.waiting = false;
			this.lock.unlock();
		}
	}

	/** Another position takes the place of the one at hand without a signal. */
	private void linger() throws InterruptedException {
		long nanos = LINGER_NANOS;
		while (this.batches.size() == 1 && this.batches.get(0).changes().isEmpty() && this.failure == null
				&& !this.closed && nanos > 0) {
			nanos = this.arrived.awaitNanos(nanos);
		}
	}

	/**
	 * Let polls fail once the queue is empty.
	 */
	void fail(SourceException failure) {
		this.lock.lock();
		try {
			this.failure = failure;
			this.arrived.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.arrived.signalAll();
			this.taken.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
