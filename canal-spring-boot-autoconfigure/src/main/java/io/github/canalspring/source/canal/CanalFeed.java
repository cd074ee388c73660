package io.github.canalspring.source.canal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a destination between the one thread that fetches them and the pipelines
 * that take them. A destination has one cursor, so a batch is acknowledged once every
 * pipeline has applied it; the slowest one holds the others when the memory for what
 * waits is used up.
 */
final class CanalFeed {

	private final long capacity;

	/** The property that leaves tables out. */
	private final String exclude;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	/** Who has to acknowledge, whether its stream is open yet or not. */
	private final Map<String, Predicate<TableId>> wanted = new HashMap<>();

	private final Map<String, Consumer> consumers = new HashMap<>();

	private final Deque<Fetched> window = new ArrayDeque<>();

	/** The number of the first in the window. */
	private long first;

	private long bytes;

	private @Nullable SourceException failure;

	CanalFeed(long capacity, String exclude) {
		this.capacity = capacity;
		this.exclude = exclude;
	}

	void announce(String name, Predicate<TableId> wanted) {
		locked(() -> this.wanted.put(name, wanted));
	}

	void open(String name, boolean copies, CanalPosition from) {
		locked(() -> {
			this.consumers.put(name, new Consumer(this.wanted.get(name), copies, from, this.first));
			this.changed.signalAll();
		});
	}

	/** Whether any pipeline does. */
	boolean wants(TableId table) {
		this.lock.lock();
		try {
			return this.wanted.values().stream().anyMatch((wants) -> wants.test(table));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forget what was fetched, because the server delivers it again.
	 */
	void restart() {
		locked(() -> {
			this.first += this.window.size();
			this.window.clear();
			this.bytes = 0;
			this.consumers.values().forEach((consumer) -> consumer.restart(this.first));
			this.failure = null;
		});
	}

	/**
	 * Take out what all have applied, waiting until there is room.
	 * @return the numbers of the batches to acknowledge, in order
	 */
	List<Long> release() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			List<Long> released = new ArrayList<>(applied());
			while (this.bytes >= this.capacity) {
				this.changed.await();
				released.addAll(applied());
			}
			return released;
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Long> applied() {
		if (!this.consumers.keySet().containsAll(this.wanted.keySet())) {
			return List.of();
		}
		long everywhere = this.consumers.values().stream().mapToLong(Consumer::acknowledged).min().orElse(this.first);
		List<Long> released = new ArrayList<>();
		for (; this.first < everywhere; this.first++) {
			Fetched done = this.window.removeFirst();
			this.bytes -= done.bytes();
			released.add(done.id());
		}
		return released;
	}

	void add(Fetched fetched) {
		locked(() -> {
			this.window.add(fetched);
			this.bytes += fetched.bytes();
			this.changed.signalAll();
		});
	}

	void fail(SourceException failure) {
		locked(() -> {
			this.failure = failure;
			this.changed.signalAll();
		});
	}

	List<ChangeBatch> poll(String name, Duration timeout) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Consumer consumer = consumer(name);
			long nanos = timeout.toNanos();
			while (consumer.next() >= this.first + this.window.size() && this.failure == null && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
			List<ChangeBatch> batches = take(consumer);
			if (batches.isEmpty() && this.failure != null) {
				throw this.failure;
			}
			return batches;
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<ChangeBatch> take(Consumer consumer) {
		List<ChangeBatch> batches = new ArrayList<>();
		for (Fetched fetched : this.window.stream().skip(consumer.next() - this.first).toList()) {
			Optional<TableId> blocked = consumer.blockedBy(fetched);
			if (blocked.isEmpty()) {
				batches.addAll(consumer.take(fetched));
			}
			else if (batches.isEmpty()) {
				throw new SourceException(
						"All rows of table " + blocked.get() + " were replaced at once, as by TRUNCATE "
								+ "or RENAME TABLE, and a Canal server cannot be asked for those that are there now",
						"Delete the table's entries in the sink. Then start with the table in " + this.exclude
								+ " until " + "the pipeline is past this place, and again without");
			}
			else {
				return batches;
			}
		}
		return batches;
	}

	void acknowledge(String name, Position position) {
		locked(() -> {
			consumer(name).acknowledge(position);
			this.changed.signalAll();
		});
	}

	private Consumer consumer(String name) {
		Consumer consumer = this.consumers.get(name);
		if (consumer == null) {
			throw new IllegalStateException("There is no open stream '" + name + "'");
		}
		return consumer;
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

}
