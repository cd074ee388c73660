package io.github.canalspring.benchmarks;

import java.util.Map;

/**
 * The configuration of our sinks.
 */
final class SinkProperties {

	private SinkProperties() {
	}

	static Map<String, Object> redis(Task task) {
		return redis(task, ProductTable.NAME);
	}

	static Map<String, Object> redis(Task task, String table) {
		return Map.of("spring.data.redis.url", task.endpoints().redis(), "canal.sinks.redis[0].table",
				ProductTable.DATABASE + "." + table, "canal.sinks.redis[0].key", RedisStore.KEY_PREFIX + "{id}",
				"canal.sinks.redis[0].value", "json");
	}

	static Map<String, Object> elasticsearch(Task task) {
		return Map.of("spring.elasticsearch.uris", task.endpoints().elasticsearch(),
				"canal.sinks.elasticsearch[0].table", ProductTable.DATABASE + "." + ProductTable.NAME,
				"canal.sinks.elasticsearch[0].index", ElasticsearchStore.INDEX, "canal.sinks.elasticsearch[0].id",
				"{id}");
	}

}
