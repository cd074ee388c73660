/**
 * Queues of RabbitMQ, each a stream of its own that one reader takes at a time.
 */
@NullMarked
package io.github.canalspring.source.rabbitmq;

import org.jspecify.annotations.NullMarked;
