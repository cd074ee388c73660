package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.source.ChangeBatch;

/**
 * Holds batches back until the stream is where the sink has been already.
 *
 * @see io.github.canalspring.sink.Sink#ahead()
 */
final class CatchUp {

	/** That place may never come: the server may have been set up anew. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** Several times what a sink writes at once, which is all that it can be ahead. */
	private static final long MOST_BYTES = 16L * 1024 * 1024;

	private final long target;

	private final long patience;

	private List<ChangeBatch> held = new ArrayList<>();

	private long bytes;

	private boolean over;

	/** Counts from when the source was connected last. */
	private long start = System.nanoTime();

	CatchUp(long target, long reached) {
		this(target, reached, PATIENCE);
	}

	CatchUp(long target, long reached, Duration patience) {
		this.target = target;
		this.over = reached >= target;
		this.patience = patience.toNanos();
	}

	/**
	 * Take what has come.
	 * @param batches the batches
	 * @param connected whether there would be more if the source had more
	 * @return what is to be applied now
	 */
	List<ChangeBatch> add(List<ChangeBatch> batches, boolean connected) {
		if (this.over) {
			return batches;
		}
		for (ChangeBatch batch : batches) {
			this.held.add(batch);
			this.bytes += batch.bytes();
		}
		long now = System.nanoTime();
		this.start = connected ? this.start : now;
		this.over = isThere() || this.bytes > MOST_BYTES || now - this.start > this.patience;
		if (!this.over) {
			return List.of();
		}
		List<ChangeBatch> all = this.held;
		this.held = List.of();
		return all;
	}

	private boolean isThere() {
		return !this.held.isEmpty() && this.held.get(this.held.size() - 1).position().stream().version() >= this.target;
	}

}
