package io.github.canalspring.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Writes with several workloads at once, until closed.
 */
final class Writers implements AutoCloseable {

	private final List<Workload> workloads;

	private final ExecutorService threads;

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile boolean closed;

	Writers(List<Workload> workloads) {
		this.workloads = workloads;
		this.threads = Executors.newFixedThreadPool(workloads.size());
		workloads.forEach((workload) -> this.threads.execute(() -> write(workload)));
	}

	private void write(Workload workload) {
		try {
			while (!this.closed) {
				workload.transaction();
			}
		}
		catch (RuntimeException | Error ex) {
			this.failure.set(ex);
		}
	}

	/** Wait until all have committed so many more changes. */
	void awaitProgress(int changes) {
		for (Workload workload : this.workloads) {
			int enough = workload.committed().size() + changes;
			Awaitility.await()
				.atMost(Stage.PATIENCE)
				.pollInterval(Duration.ofMillis(5))
				.until(() -> this.failure.get() != null || workload.committed().size() >= enough);
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
