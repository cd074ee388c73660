package io.github.canalspring.sink.elasticsearch;

/**
 * The same tests against Elasticsearch 8.
 */
class Elasticsearch8RebuildIntegrationTests extends ElasticsearchRebuildIntegrationTests {

	@Override
	String url() {
		return SharedElasticsearch.version8();
	}

}
