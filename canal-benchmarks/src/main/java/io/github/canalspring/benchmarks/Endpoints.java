package io.github.canalspring.benchmarks;

/**
 * Where the servers are that the subjects use.
 *
 * @param databaseHost the database's host
 * @param databasePort the database's port
 * @param mariaDb whether it is MariaDB and not MySQL
 * @param jdbcUrl the database's URL, for the user {@code root} without a password
 * @param canalUser the user who reads the binlog
 * @param canalPassword that user's password
 * @param redis the URI of Redis; empty if none was started
 * @param canalServerPort the port of the Canal server on the same host; 0 if none was
 * started
 * @param elasticsearch the URL of Elasticsearch; empty if none was started
 * @param kafka where Kafka is; empty if none was started
 * @param rabbitPort the port of RabbitMQ on the same host; 0 if none was started
 */
record Endpoints(String databaseHost, int databasePort, boolean mariaDb, String jdbcUrl, String canalUser,
		String canalPassword, int canalServerPort, String redis, String elasticsearch, String kafka, int rabbitPort) {

}
