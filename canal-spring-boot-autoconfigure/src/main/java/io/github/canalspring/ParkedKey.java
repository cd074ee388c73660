package io.github.canalspring;

import java.time.Instant;

/**
 * A row of which changes wait in the parking place, because one of them could not be
 * applied.
 *
 * @param pipeline the pipeline's name as in {@link CanalOperations#status()}
 * @param key table and primary key, such as {@code shop.product[5]}; the table alone
 * where it has no primary key and the order of its changes matters
 * @param changes how many changes wait; one, where only the row's last state counts
 * @param eventId the id of the first of them
 * @param position where the first one's transaction starts
 * @param since when the first one was parked
 * @param reason why it could not be applied when that was last tried
 */
public record ParkedKey(String pipeline, String key, int changes, String eventId, String position, Instant since,
		String reason) {

}
