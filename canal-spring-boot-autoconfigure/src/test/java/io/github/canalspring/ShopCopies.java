package io.github.canalspring;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what Redis and Elasticsearch hold, by clients of its own.
 */
class ShopCopies implements AutoCloseable {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final String table;

	private final RedisClient redisClient;

	private final StatefulRedisConnection<String, String> redis;

	private final Rest5Client elasticsearch;

	ShopCopies(RedisServer redis, ElasticsearchServer elasticsearch, String table) {
		this.table = table;
		this.redisClient = RedisClient.create("redis://" + redis.host() + ":" + redis.port());
		this.redis = this.redisClient.connect();
		this.elasticsearch = Rest5Client.builder(URI.create(elasticsearch.url())).build();
	}

	static JsonNode read(String json) {
		return MAPPER.readTree(json);
	}

	Map<String, JsonNode> inRedis() {
		Map<String, JsonNode> documents = new TreeMap<>();
		String prefix = this.table + ":";
		this.redis.sync()
			.keys(prefix + "*")
			.forEach((key) -> documents.put(key.substring(prefix.length()), read(this.redis.sync().get(key))));
		return documents;
	}

	Map<String, JsonNode> inElasticsearch() throws IOException {
		return inElasticsearch(this.table);
	}

	Map<String, JsonNode> inElasticsearch(String index) throws IOException {
		Request request = new Request("GET", "/" + index + "/_search");
		request.addParameter("size", "10000");
		byte[] answer = this.elasticsearch.performRequest(request).getEntity().getContent().readAllBytes();
		Map<String, JsonNode> documents = new TreeMap<>();
		for (JsonNode hit : read(new String(answer, StandardCharsets.UTF_8)).path("hits").path("hits")) {
			documents.put(hit.path("_id").asString(), hit.path("_source"));
		}
		return documents;
	}

	void deleteIndex(String index) throws IOException {
		this.elasticsearch.performRequest(new Request("DELETE", "/" + index));
	}

	@Override
	public void close() throws IOException {
		this.elasticsearch.close();
		this.redis.close();
		this.redisClient.shutdown();
	}

}
