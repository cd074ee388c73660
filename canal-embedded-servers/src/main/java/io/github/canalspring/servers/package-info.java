/**
 * Real servers for tests and samples, as child processes or in Docker: MariaDB, MySQL,
 * Redis, Elasticsearch and RabbitMQ. Start at
 * {@link io.github.canalspring.servers.DatabaseServer},
 * {@link io.github.canalspring.servers.RedisServer},
 * {@link io.github.canalspring.servers.ElasticsearchServer} and
 * {@link io.github.canalspring.servers.RabbitMqServer}.
 */
@NullMarked
package io.github.canalspring.servers;

import org.jspecify.annotations.NullMarked;
