package io.github.canalspring.source.canal;

import java.util.List;

import io.github.canalspring.source.ChangeBatch;

/**
 * What the server delivered in one batch, which is acknowledged as a whole.
 *
 * @param id the batch's number at the server
 * @param batches its changes
 * @param bytes roughly the memory that they take
 */
record Fetched(long id, List<ChangeBatch> batches, long bytes) {

	/** Of an answer that there is nothing. */
	static final long NOTHING = -1;

}
