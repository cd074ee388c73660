/**
 * Topics of Kafka as a source: every partition is a stream of its own.
 */
@NullMarked
package io.github.canalspring.source.kafka;

import org.jspecify.annotations.NullMarked;
