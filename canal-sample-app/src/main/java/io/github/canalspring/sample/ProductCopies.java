package io.github.canalspring.sample;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One product in the three places where it is kept, each as it is stored there; with the
 * same field names, so that they can be compared.
 *
 * @param mysql the row; {@code null} if there is none
 * @param redis the JSON under {@code product:{id}}; {@code null} if there is none
 * @param elasticsearch the document in the index {@code product}; {@code null} if there
 * is none
 * @param lagMillis how many milliseconds the copies took to show the last change of this
 * product, or, as long as one of them does not show it yet, for how long it has been
 * behind
 * @see DelayMeter#lagOf how it is measured
 */
record ProductCopies(@Nullable JsonNode mysql, @Nullable JsonNode redis, @Nullable JsonNode elasticsearch,
		long lagMillis) {
}
