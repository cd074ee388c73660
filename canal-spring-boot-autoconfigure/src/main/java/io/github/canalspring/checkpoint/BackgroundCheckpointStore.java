package io.github.canalspring.checkpoint;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves positions behind the back of who gives them, so that changes do not wait for the
 * disk: the newest one as soon as the one before is written. What is loaded after a crash
 * is thus a position that was given to {@link #save} last, or while that was written. A
 * position that could not be written fails the next {@link #save}.
 */
public final class BackgroundCheckpointStore implements CheckpointStore {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundCheckpointStore.class);

	private final CheckpointStore store;

	private final ThreadPoolExecutor writer;

	private final Map<String, Pending> pending = new HashMap<>();

	/**
	 * Create a store.
	 * @param store does the work
	 */
	public BackgroundCheckpointStore(CheckpointStore store) {
		this.store = store;
		this.writer = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "canal-checkpoint");
			thread.setDaemon(true);
			return thread;
		});
		this.writer.allowCoreThreadTimeOut(true);
	}

	@Override
	public @Nullable String load(String name) throws IOException {
		settle(name);
		return this.store.load(name);
	}

	@Override
	public void save(String name, String position) throws IOException {
		synchronized (this.pending) {
			Pending last = this.pending.get(name);
			if (last == null || !last.failed) {
				this.pending.put(name, new Pending(position));
				if (last == null) {
					this.writer.execute(() -> write(name));
				}
				return;
			}
		}
		this.store.save(name, position);
		synchronized (this.pending) {
			this.pending.remove(name);
		}
	}

	private void write(String name) {
		Pending next = next(name, null);
		while (next != null) {
			try {
				this.store.save(name, next.position);
			}
			catch (IOException | RuntimeException ex) {
				logger.warn("The position of {} could not be saved, which is tried again: {}", name, ex.toString());
				next.failed = true;
			}
			next = next(name, next);
		}
	}

	private @Nullable Pending next(String name, @Nullable Pending written) {
		synchronized (this.pending) {
			Pending newest = this.pending.get(name);
			if (newest != written) {
				return newest;
			}
			if (newest != null && !newest.failed) {
				this.pending.remove(name);
			}
			this.pending.notifyAll();
			return null;
		}
	}

	/** Wait until nothing is being written, and write what could not be. */
	private void settle(String name) throws IOException {
		String failed = null;
		boolean interrupted = false;
		synchronized (this.pending) {
			while (this.pending.containsKey(name) && failed == null) {
				Pending last = this.pending.get(name);
				if (last.failed) {
					failed = last.position;
				}
				else {
					interrupted |= await();
				}
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (failed != null) {
			save(name, failed);
		}
	}

	/** A position may not be lost because its owner is told to stop. */
	private boolean await() {
		try {
			this.pending.wait();
			return false;
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	@Override
	public void release(String name) {
		try {
			settle(name);
		}
		catch (IOException ex) {
			logger.warn("The position of {} could not be saved; some changes will be repeated", name, ex);
			synchronized (this.pending) {
				this.pending.remove(name);
			}
		}
		this.store.release(name);
	}

	private static final class Pending {

		private final String position;

		/** Whether it could not be written, and nothing newer was there then. */
		private volatile boolean failed;

		Pending(String position) {
			this.position = position;
		}

	}

}
