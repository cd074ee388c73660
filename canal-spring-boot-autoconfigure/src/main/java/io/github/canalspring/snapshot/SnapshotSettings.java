package io.github.canalspring.snapshot;

import java.time.Duration;

/**
 * How tables are read beside the stream.
 *
 * @param chunkTime how long reading or applying one chunk of rows is to take: the longest
 * that a change waits for the rows of a snapshot
 * @param chunkBytes the memory that the rows of a chunk may take
 * @param rowsPerSecond how many rows are read per second at most; 0 for no limit
 * @param leftovers whether entries of rows that are gone are removed from the sink
 */
public record SnapshotSettings(Duration chunkTime, long chunkBytes, int rowsPerSecond, boolean leftovers) {

	/**
	 * What suits an application.
	 * @return the default settings
	 */
	public static SnapshotSettings defaults() {
		return new SnapshotSettings(Duration.ofMillis(100), 4L * 1024 * 1024, 0, true);
	}

}
