package io.github.canalspring.sink.elasticsearch;

/**
 * The same tests against Elasticsearch 8.
 */
class Elasticsearch8PlacesIntegrationTests extends ElasticsearchPlacesIntegrationTests {

	@Override
	String url() {
		return SharedElasticsearch.version8();
	}

}
