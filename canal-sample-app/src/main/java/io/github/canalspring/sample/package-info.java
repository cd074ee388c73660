/**
 * A shop whose products live in MySQL, and are read from Redis and searched in
 * Elasticsearch.
 */
@NullMarked
package io.github.canalspring.sample;

import org.jspecify.annotations.NullMarked;
