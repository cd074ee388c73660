/**
 * Changes as messages in Kafka's topics.
 */
@NullMarked
package io.github.canalspring.sink.kafka;

import org.jspecify.annotations.NullMarked;
