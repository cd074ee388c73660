package io.github.canalspring.sink.elasticsearch;

/**
 * How much is sent at a time. There is no limit of time: a request that is not full is
 * sent as soon as nothing is left to add.
 *
 * @param operations the most operations in a request
 * @param bytes about the most bytes in a request; a larger document goes alone
 * @param inFlight the most requests that are under way at once
 */
public record BulkLimits(int operations, long bytes, int inFlight) {

	/** What is fastest on an ordinary machine. */
	public static final BulkLimits DEFAULT = new BulkLimits(2000, 2 * 1024 * 1024, 4);

}
