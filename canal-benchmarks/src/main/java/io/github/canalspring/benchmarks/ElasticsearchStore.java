package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documents of the index {@code product}, which is made with the same mapping for
 * every subject.
 */
final class ElasticsearchStore implements Store {

	static final String INDEX = "product";

	private static final String MAPPING = """
			{"settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "1s"},
			 "mappings": {"dynamic": "strict", "properties": {
			   "id": {"type": "long"},
			   "sku": {"type": "keyword"},
			   "name": {"type": "text"},
			   "price": {"type": "double"},
			   "stock": {"type": "integer"},
			   "status": {"type": "keyword"},
			   "attributes": {"type": "object", "enabled": false},
			   "created_at": {"type": "date"},
			   "updated_at": {"type": "date"},
			   "description": {"type": "text"}}}}""";

	private static final Set<Integer> NOT_THERE_IS_FINE = Set.of(200, 404);

	private static final Set<Integer> FINE = Set.of(200);

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper json = JsonMapper.shared();

	private final String url;

	ElasticsearchStore(String url) {
		this.url = url;
	}

	@Override
	public void clear() {
		for (JsonNode index : call("GET", "/_cat/indices?format=json&expand_wildcards=all", "", FINE)) {
			call("DELETE", "/" + index.get("index").asString(), "", NOT_THERE_IS_FINE);
		}
		call("PUT", "/" + INDEX, MAPPING, FINE);
	}

	@Override
	public long count() {
		call("POST", "/" + INDEX + "/_refresh", "", FINE);
		return call("GET", "/" + INDEX + "/_count", "", FINE).get("count").asLong();
	}

	@Override
	public long bytes(long id) {
		return call("GET", "/" + INDEX + "/_source/" + id, "", FINE).toString().length();
	}

	@Override
	public void close() {
		// The JDK's client ends with its last reference.
	}

	private JsonNode call(String method, String path, String body, Set<Integer> expected) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		try {
			HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
			if (!expected.contains(response.statusCode())) {
				throw new IllegalStateException("Elasticsearch answered " + response.statusCode() + " to " + method
						+ " " + path + ": " + response.body());
			}
			return this.json.readTree(response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for Elasticsearch", ex);
		}
	}

}
