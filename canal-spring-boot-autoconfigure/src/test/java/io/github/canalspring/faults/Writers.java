package io.github.canalspring.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Writes with several workloads at once, until closed.
 */
final class Writers implements AutoCloseable {

	/** So that there is time left for the others. */
	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private final List<Workload> workloads;

	private final ExecutorService threads;

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	/** Fair, as whoever writes hardly ever leaves it free. */
	private final ReadWriteLock gate = new ReentrantReadWriteLock(true);

	private volatile boolean closed;

	Writers(List<Workload> workloads) {
		this.workloads = workloads;
		this.threads = Executors.newFixedThreadPool(workloads.size());
		workloads.forEach((workload) -> this.threads.execute(() -> write(workload)));
	}

	private void write(Workload workload) {
		try {
			while (!this.closed) {
				this.gate.readLock().lock();
				try {
					workload.transaction();
				}
				finally {
					this.gate.readLock().unlock();
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
		catch (RuntimeException | Error ex) {
			this.failure.set(ex);
		}
	}

	/** Do something between the transactions of all. */
	void alone(Runnable action) {
		this.gate.writeLock().lock();
		try {
			action.run();
		}
		finally {
			this.gate.writeLock().unlock();
		}
	}

	/** Wait until all have committed so many more changes. */
	void awaitProgress(int changes) {
		for (Workload workload : this.workloads) {
			int enough = workload.changes() + changes;
			Awaitility.await()
				.atMost(Stage.PATIENCE)
				.pollInterval(Duration.ofMillis(5))
				.until(() -> this.failure.get() != null || workload.changes() >= enough);
		}
		requireNoFailure();
	}

	private void requireNoFailure() {
		Throwable failed = this.failure.get();
		if (failed != null) {
			throw new IllegalStateException("The workload failed", failed);
		}
	}

	/** Let time pass: what is awaited is that nothing happens. */
	static void pass(long millis) {
		Awaitility.await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
	}

	@Override
	public void close() {
		this.closed = true;
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(2, TimeUnit.MINUTES)) {
				throw new IllegalStateException("The workload does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		requireNoFailure();
	}

}
