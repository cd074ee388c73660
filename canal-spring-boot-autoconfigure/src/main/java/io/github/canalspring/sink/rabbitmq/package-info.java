/**
 * Changes as messages to RabbitMQ's exchanges.
 */
@NullMarked
package io.github.canalspring.sink.rabbitmq;

import org.jspecify.annotations.NullMarked;
