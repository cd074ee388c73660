package io.github.canalspring.faults;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Looks at the copies in a store again and again while they are written, until closed:
 * none may ever go back to an older revision of its row, not even by way of its deletion.
 * A store that does not answer is looked at later.
 */
final class Watch implements AutoCloseable {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long PAUSE_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(100);

	private final String name;

	private final Supplier<Map<String, Long>> revisions;

	/** Fair, as it is hardly ever free. */
	private final Lock lock = new ReentrantLock(true);

	private final Map<String, Long> newest = new HashMap<>();

	private final List<String> findings = new ArrayList<>();

	private Set<String> lastSeen = Set.of();

	private volatile boolean deletionsForgotten;

	private final Thread thread;

	private volatile boolean closed;

	private volatile long looks;

	private volatile long checks;

	Watch(String name, Supplier<Map<String, Long>> revisions) {
		this.name = name;
		this.revisions = revisions;
		this.thread = new Thread(this::run, "watch-" + name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void run() {
		while (!this.closed) {
			LockSupport.parkNanos(look() ? PAUSE : PAUSE_AFTER_FAILURE);
		}
	}

	private boolean look() {
		this.lock.lock();
		try {
			Map<String, Long> found = this.revisions.get();
			found.forEach(this::check);
			this.lastSeen = found.keySet();
			this.looks++;
			this.checks += found.size();
			return true;
		}
		catch (RuntimeException ex) {
			// It is down or paused, which is what happens to it here.
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void check(String key, long revision) {
		Long before = this.newest.put(key, revision);
		if (before != null && before > revision && (!this.deletionsForgotten || this.lastSeen.contains(key))) {
			this.newest.put(key, before);
			this.findings.add("%s: at %s %s was at revision %d, after %d".formatted(this.name, LocalTime.now(), key,
					revision, before));
		}
	}

	/**
	 * Do something by which the store itself loses what it had: from then on, older
	 * revisions are no fault.
	 */
	void losing(Runnable loss) {
		this.lock.lock();
		try {
			loss.run();
			this.newest.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Changes from long ago are made again: from now on, one that was deleted meanwhile
	 * may be there again for a while.
	 */
	void forgetDeletions() {
		this.deletionsForgotten = true;
	}

	/** How often it looked. */
	long looks() {
		return this.looks;
	}

	/** How many copies it compared with what they had been before. */
	long checks() {
		return this.checks;
	}

	/** What went back so far. */
	List<String> findings() {
		this.lock.lock();
		try {
			return List.copyOf(this.findings);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(30));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.thread.isAlive()) {
			throw new IllegalStateException("The watch does not end");
		}
	}

}
