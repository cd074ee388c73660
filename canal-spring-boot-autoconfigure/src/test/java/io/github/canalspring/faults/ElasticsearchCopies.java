package io.github.canalspring.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.servers.ElasticsearchServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What there is in Elasticsearch, asked without a proxy.
 */
final class ElasticsearchCopies {

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final ElasticsearchServer server;

	ElasticsearchCopies(ElasticsearchServer server) {
		this.server = server;
	}

	/** All documents, by their ids. */
	Map<String, Object> all() {
		request("POST", "/product,category/_refresh?ignore_unavailable=true", null);
		JsonNode answer = request("GET", "/product,category/_search?size=10000&ignore_unavailable=true", null);
		Map<String, Object> found = new HashMap<>();
		for (JsonNode hit : answer.path("hits").path("hits")) {
			found.put(hit.path("_id").asString(), Judge.fields(hit.path("_source")));
		}
		return found;
	}

	/** The revisions of what there is of these workloads' rows, searchable or not. */
	Map<String, Long> revisions(List<Workload> workloads) {
		List<Map<String, String>> asked = new ArrayList<>();
		for (Workload workload : workloads) {
			workload.productIds().forEach((id) -> asked.add(Map.of("_index", "product", "_id", Integer.toString(id))));
			workload.categoryIds().forEach((id) -> asked.add(Map.of("_index", "category", "_id", "c" + id)));
		}
		JsonNode answer = request("POST", "/_mget?_source_includes=revision",
				JsonMapper.shared().writeValueAsString(Map.of("docs", asked)));
		Map<String, Long> revisions = new HashMap<>();
		for (JsonNode document : answer.path("docs")) {
			if (document.path("found").asBoolean(false)) {
				revisions.put(document.path("_index").asString() + "/" + document.path("_id").asString(),
						document.path("_source").path("revision").asLong());
			}
		}
		return revisions;
	}

	/** The documents with the sinks' positions, by their ids. */
	Map<String, String> positions() {
		Map<String, String> found = new HashMap<>();
		JsonNode listed = request("GET", "/canal-checkpoint/_search?ignore_unavailable=true", null);
		for (JsonNode hit : listed.path("hits").path("hits")) {
			found.put(hit.path("_id").asString(), hit.path("_source").toString());
		}
		return found;
	}

	void setPositions(Map<String, String> positions) {
		positions.forEach((id, source) -> request("PUT", "/canal-checkpoint/_doc/" + id, source));
	}

	void wipe() {
		request("DELETE", "/product,category,canal-checkpoint", null);
	}

	private JsonNode request(String method, String path, @Nullable String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.server.url() + path))
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
			.header("Content-Type", "application/json")
			.timeout(Duration.ofSeconds(10))
			.build();
		try {
			HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() / 100 != 2) {
				throw new IllegalStateException("Elasticsearch answers " + response.body());
			}
			return Judge.JSON.readTree(response.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException("Elasticsearch cannot be asked", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
