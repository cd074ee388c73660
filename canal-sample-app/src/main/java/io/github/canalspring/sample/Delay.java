package io.github.canalspring.sample;

/**
 * How long a change took to show in the copies.
 *
 * @param eventId the change
 * @param id the product
 * @param redisMillis milliseconds until Redis showed it
 * @param elasticsearchMillis milliseconds until Elasticsearch answered it by id; the
 * search follows with the index's next refresh
 */
record Delay(String eventId, long id, long redisMillis, long elasticsearchMillis) {

	long millis() {
		return Math.max(this.redisMillis, this.elasticsearchMillis);
	}

}
