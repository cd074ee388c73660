package io.github.canalspring.sink.elasticsearch;

import io.github.canalspring.servers.ElasticsearchServer;

/**
 * The same tests against Elasticsearch 8.
 */
class Elasticsearch8SinkIntegrationTests extends ElasticsearchSinkIntegrationTests {

	@Override
	ElasticsearchServer server() {
		return ElasticsearchServer.version8().start();
	}

}
