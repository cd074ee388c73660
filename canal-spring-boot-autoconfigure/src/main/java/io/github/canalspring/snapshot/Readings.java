package io.github.canalspring.snapshot;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Reads on a thread of its own, one after the other, so that the stream never waits for a
 * table. The thread is there only while it has something to do.
 */
final class Readings implements AutoCloseable {

	private static final long IDLE_SECONDS = 5;

	/** Of a read that hangs in the database, which ends by itself with its time-out. */
	private static final long CLOSE_SECONDS = 2;

	private final Executor executor;

	private final @Nullable ExecutorService own;

	Readings(String name) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "canal-" + name + "-snapshot");
					thread.setDaemon(true);
					return thread;
				});
		pool.allowCoreThreadTimeOut(true);
		this.executor = pool;
		this.own = pool;
	}

	/** Read where somebody else wants it. */
	Readings(Executor executor) {
		this.executor = executor;
		this.own = null;
	}

	<T> CompletableFuture<T> start(Callable<T> read) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.executor.execute(() -> {
			try {
				result.complete(read.call());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		return result;
	}

	@Override
	public void close() {
		if (this.own == null) {
			return;
		}
		this.own.shutdownNow();
		try {
			this.own.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
