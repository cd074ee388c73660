package io.github.canalspring.sink.elasticsearch;

import java.time.Duration;

/**
 * How large requests are at the moment. One that was not answered in time would not be
 * the next time either, so they become smaller, and go one by one. When they are answered
 * in good time they grow again, and where that proves too much, the later the next time.
 * For one thread.
 */
final class BulkSize {

	/** A request that takes less of the time-out may be twice as large. */
	private static final int GOOD_TIME = 4;

	private static final int LATER = 8;

	private static final int LATEST = 4096;

	/** After so many good answers at full size, what was before is forgotten. */
	private static final int PROVED = 100;

	private final BulkLimits limits;

	private final Duration timeout;

	private int operations;

	/** How many good answers it takes to grow, and how many there were. */
	private int required = 1;

	private int good;

	/** Whether the last change was to grow. */
	private boolean grown;

	BulkSize(BulkLimits limits, Duration timeout) {
		this.limits = limits;
		this.timeout = timeout;
		this.operations = limits.operations();
	}

	/** Whether a request takes no more operations. */
	boolean isFull(BulkBody body) {
		return body.items().size() >= this.operations || body.length() >= this.limits.bytes();
	}

	/** Whether a document of so many bytes is to go with the next request. */
	boolean isTooMuch(BulkBody body, int document) {
		return body.length() + document > this.limits.bytes();
	}

	/** The most requests that are under way at once. */
	int inFlight() {
		return isReduced() ? 1 : this.limits.inFlight();
	}

	private boolean isReduced() {
		return this.operations < this.limits.operations();
	}

	/**
	 * A request was answered.
	 * @param body the request
	 * @param nanos after what time
	 */
	void answered(BulkBody body, long nanos) {
		if (!isFull(body) || nanos > this.timeout.toNanos() / GOOD_TIME) {
			return;
		}
		this.good++;
		if (isReduced() && this.good >= this.required) {
			this.good = 0;
			this.grown = true;
			this.operations = Math.min(this.limits.operations(), 2 * this.operations);
		}
		else if (!isReduced() && this.good >= PROVED) {
			this.grown = false;
			this.required = 1;
		}
	}

	/**
	 * A request was not answered in time.
	 * @param body the request
	 * @return what to tell
	 */
	ElasticsearchFailure timedOut(BulkBody body, Throwable cause) {
		if (this.grown) {
			this.required = Math.min(LATEST, this.required * LATER);
		}
		this.grown = false;
		this.good = 0;
		int size = body.items().size();
		this.operations = Math.max(1, Math.min(this.operations, size / 2));
		return new ElasticsearchFailure("Elasticsearch did not answer a bulk request of " + body + " within "
				+ this.timeout.toMillis() + " ms. " + ((size > 1) ? "It is tried again with at most " + this.operations
						: "Look at its load and its log, or raise spring.elasticsearch.socket-timeout"),
				cause);
	}

}
