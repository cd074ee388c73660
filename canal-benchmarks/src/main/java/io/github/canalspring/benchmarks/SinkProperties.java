package io.github.canalspring.benchmarks;

import java.util.Map;

/**
 * The configuration of our sinks, and of our sources where these are not the database.
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

	static Map<String, Object> kafka(Task task) {
		return Map.of("spring.kafka.bootstrap-servers", task.endpoints().kafka(), "canal.sinks.kafka[0].table",
				ProductTable.DATABASE + "." + ProductTable.NAME, "canal.sinks.kafka[0].topic", KafkaStore.TOPIC,
				"canal.sinks.kafka[0].format", BrokerMessages.FORMAT);
	}

	static Map<String, Object> fromKafka(Task task) {
		return Map.of("spring.kafka.bootstrap-servers", task.endpoints().kafka(), "canal.server.type", "kafka",
				"canal.server.kafka.topics", KafkaStore.TOPIC, "canal.server.kafka.format", BrokerMessages.FORMAT,
				"canal.start-from", "earliest");
	}

	static Map<String, Object> rabbitmq(Task task) {
		return Map.of("spring.rabbitmq.port", task.endpoints().rabbitPort(), "canal.sinks.rabbitmq[0].table",
				ProductTable.DATABASE + "." + ProductTable.NAME, "canal.sinks.rabbitmq[0].exchange", RabbitStore.NAME,
				"canal.sinks.rabbitmq[0].format", BrokerMessages.FORMAT);
	}

	static Map<String, Object> fromRabbitmq(Task task) {
		return Map.of("spring.rabbitmq.port", task.endpoints().rabbitPort(), "canal.server.type", "rabbitmq",
				"canal.server.rabbitmq.queues", RabbitStore.NAME, "canal.server.rabbitmq.format",
				BrokerMessages.FORMAT);
	}

}
