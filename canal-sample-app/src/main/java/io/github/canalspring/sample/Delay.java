package io.github.canalspring.sample;

import java.time.Instant;

/**
 * How long a change took to show in the copies.
 *
 * @param eventId the change
 * @param id the product
 * @param changedAt when it was changed
 * @param redisMillis milliseconds until Redis showed it
 * @param elasticsearchMillis milliseconds until Elasticsearch answered it by id; the
 * search follows with the index's next refresh
 */
record Delay(String eventId, long id, Instant changedAt, long redisMillis, long elasticsearchMillis) {

	long millis() {
		return Math.max(this.redisMillis, this.elasticsearchMillis);
	}

}
