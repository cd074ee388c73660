package io.github.canalspring.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Subjects that do the same and are compared with the first of them.
 */
enum Group {

	HANDLER("Catching up, to a typed handler", Store.Kind.NONE, Metric.HANDLER),

	CANAL("Catching up from a Canal server", Store.Kind.NONE, Metric.HANDLER),

	REDIS("Catching up, to Redis as JSON", Store.Kind.REDIS, Metric.STORE),

	ELASTICSEARCH("Catching up, to Elasticsearch", Store.Kind.ELASTICSEARCH, Metric.STORE),

	KAFKA_SINK("Catching up, to a topic of Kafka", Store.Kind.KAFKA, Metric.STORE),

	KAFKA_SOURCE("Catching up from a topic of Kafka", Store.Kind.KAFKA, Metric.HANDLER),

	RABBITMQ_SINK("Catching up, to a queue of RabbitMQ", Store.Kind.RABBITMQ, Metric.STORE),

	RABBITMQ_SOURCE("Catching up from a queue of RabbitMQ", Store.Kind.RABBITMQ, Metric.HANDLER),

	HANDLER_DELAY("Idle, from the return of commit() to the handler", Store.Kind.NONE, Metric.DELAY),

	REDIS_DELAY("Idle, from the return of commit() to the key in Redis", Store.Kind.REDIS, Metric.DELAY);

	private final String title;

	private final Store.Kind store;

	private final List<Metric> metrics;

	Group(String title, Store.Kind store, List<Metric> metrics) {
		this.title = title;
		this.store = store;
		this.metrics = metrics;
	}

	String title() {
		return this.title;
	}

	Store.Kind store() {
		return this.store;
	}

	List<Metric> metrics() {
		return this.metrics;
	}

	boolean isCatchUp() {
		return this.metrics != Metric.DELAY;
	}

	/** Whether it is read from the store, and not written to it. */
	boolean isFromStore() {
		return this == KAFKA_SOURCE || this == RABBITMQ_SOURCE;
	}

	/** How many rows the store has in the end. */
	long stored(Workload workload) {
		return (this == KAFKA_SINK || this == RABBITMQ_SINK) ? workload.changes() : workload.remaining();
	}

	/** How {@code bench.only} calls it. */
	String parameter() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static List<String> names() {
		return Arrays.stream(values()).map(Group::parameter).toList();
	}

}
