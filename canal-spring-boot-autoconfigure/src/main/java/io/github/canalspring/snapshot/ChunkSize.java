package io.github.canalspring.snapshot;

import java.time.Duration;

import io.github.canalspring.source.ChunkLimit;

/**
 * How much to read at once: as much as takes the time that is wanted, within the memory
 * that is allowed and the rate. For one thread.
 */
public final class ChunkSize {

	private static final int FIRST = 500;

	private static final int LEAST = 20;

	private static final int MOST = 20_000;

	/** How many chunks a second's rows are spread over at least, under a limit. */
	private static final int CHUNKS_PER_SECOND = 5;

	private final SnapshotSettings settings;

	private double rows = FIRST;

	private long openAt = System.nanoTime();

	private long readNanos;

	private boolean full;

	/** 0 while nothing is passed on. */
	private long deliveredAt;

	/**
	 * Begin with small chunks.
	 * @param settings what is allowed
	 */
	public ChunkSize(SnapshotSettings settings) {
		this.settings = settings;
	}

	/**
	 * What to read next.
	 * @param bytesPerRow the average length of the table's rows; 0 if it is not known
	 * @return the limit of one chunk
	 */
	public ChunkLimit limit(long bytesPerRow) {
		long limit = (long) this.rows;
		if (bytesPerRow > 0) {
			limit = Math.min(limit, this.settings.chunkBytes() / bytesPerRow);
		}
		if (this.settings.rowsPerSecond() > 0) {
			limit = Math.min(limit, this.settings.rowsPerSecond() / CHUNKS_PER_SECOND);
		}
		return new ChunkLimit((int) Math.max(1, limit), this.settings.chunkBytes());
	}

	/**
	 * A chunk was read and is passed on.
	 * @param nanos how long the read took
	 * @param isFull whether the chunk was as large as it could be
	 */
	void delivered(long nanos, boolean isFull) {
		this.readNanos = nanos;
		this.full = isFull;
		this.deliveredAt = System.nanoTime();
	}

	/** What was passed on is applied: learn from it. */
	void applied() {
		if (this.deliveredAt != 0) {
			took(Math.max(this.readNanos, System.nanoTime() - this.deliveredAt), this.full);
			this.deliveredAt = 0;
		}
	}

	/**
	 * Learn from a chunk.
	 * @param nanos how long it took to read or, if longer, to apply
	 * @param isFull whether it was as large as it could be
	 */
	public void took(long nanos, boolean isFull) {
		double factor = (double) this.settings.chunkTime().toNanos() / Math.max(1, nanos);
		this.rows *= Math.min(isFull ? 2 : 1, Math.max(0.5, factor));
		this.rows = Math.min(MOST, Math.max(LEAST, this.rows));
	}

	/** A read failed, perhaps because it took too long. */
	void failed() {
		this.rows = Math.max(LEAST, this.rows / 2);
	}

	/**
	 * Under a limit, wait for as long as these rows may take.
	 * @param read how many rows were read
	 */
	public void spend(int read) {
		if (this.settings.rowsPerSecond() > 0) {
			long cost = Duration.ofSeconds(read).toNanos() / this.settings.rowsPerSecond();
			this.openAt = Math.max(this.openAt, System.nanoTime()) + cost;
		}
	}

	/** Do not read for a while. */
	void pause(Duration time) {
		this.openAt = Math.max(this.openAt, System.nanoTime() + time.toNanos());
	}

	/**
	 * How long not to read yet.
	 * @return the time; not positive if it may be now
	 */
	public Duration untilOpen() {
		return Duration.ofNanos(this.openAt - System.nanoTime());
	}

}
