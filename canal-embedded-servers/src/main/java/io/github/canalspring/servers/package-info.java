/**
 * Real servers for tests and samples, as child processes or in Docker: MariaDB, MySQL,
 * Redis and Elasticsearch. Start at {@link io.github.canalspring.servers.DatabaseServer},
 * {@link io.github.canalspring.servers.RedisServer} and
 * {@link io.github.canalspring.servers.ElasticsearchServer}.
 */
@NullMarked
package io.github.canalspring.servers;

import org.jspecify.annotations.NullMarked;
