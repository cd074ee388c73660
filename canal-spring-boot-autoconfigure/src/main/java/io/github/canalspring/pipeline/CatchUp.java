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

	private final long target;

	private final long patience;

	private List<ChangeBatch> held = new ArrayList<>();

	private boolean over;

	private long last = System.nanoTime();

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
		this.held.addAll(batches);
		long now = System.nanoTime();
		if (!batches.isEmpty() || !connected) {
			this.last = now;
		}
		this.over = isThere() || now - this.last > this.patience;
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
