package io.github.canalspring.sink.elasticsearch;

import java.util.concurrent.TimeUnit;

import io.github.canalspring.sink.CheckpointLostException;

/**
 * Finds out before writing whether the server still has what was written to it, and
 * nobody else writes to it: while changes keep coming, each write of the checkpoint tells
 * the same. For one thread.
 * <p>
 * Elasticsearch forgets deletions after a minute (index.gc_deletes) and would then take
 * an old write of a deleted document. So no request is sent by an application that has
 * not looked for long, because it was suspended meanwhile, say, and another took over.
 */
final class StoreWatch {

	/** No server comes back empty faster than this. */
	private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Together with a request's time to arrive, well below a minute. */
	private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final CheckpointKeeper checkpoint;

	private final Indices indices;

	private boolean doubtful;

	private long lastApplied = System.nanoTime();

	private long lastCheck = System.nanoTime();

	StoreWatch(CheckpointKeeper checkpoint, Indices indices) {
		this.checkpoint = checkpoint;
		this.indices = indices;
	}

	/** The server was just looked at. */
	void trust() {
		this.doubtful = false;
		this.lastCheck = System.nanoTime();
		this.lastApplied = this.lastCheck;
	}

	/** A batch was applied. */
	void applied() {
		this.doubtful = false;
		this.lastApplied = System.nanoTime();
	}

	/**
	 * Look before a batch, if there is reason to.
	 * @throws CheckpointLostException if the server has not what it had
	 */
	void beforeBatch() throws InterruptedException {
		long now = System.nanoTime();
		if (this.doubtful || this.checkpoint.failed() || now - this.lastApplied > TRUSTED_NANOS) {
			check();
		}
		else if (now - this.lastCheck > TRUSTED_NANOS) {
			this.indices.verify();
			this.lastCheck = now;
		}
		// Until it is applied.
		this.doubtful = true;
	}

	/**
	 * Look before a request, if its batch has taken long.
	 * @throws CheckpointLostException if the server has not what it had
	 */
	void beforeRequest() throws InterruptedException {
		if (System.nanoTime() - Math.max(this.lastApplied, this.lastCheck) > LEASE_NANOS) {
			check();
			this.doubtful = true;
		}
	}

	/**
	 * Look now.
	 * @throws CheckpointLostException if the server has not what it had
	 */
	void check() throws InterruptedException {
		this.checkpoint.verify();
		this.indices.verify();
		trust();
	}

}
