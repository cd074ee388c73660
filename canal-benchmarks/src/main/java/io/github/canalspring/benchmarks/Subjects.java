package io.github.canalspring.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Everything that can be measured. The first subject of a group is ours, and the others
 * are what it is compared with.
 */
enum Subjects {

	OUR_HANDLER(Group.HANDLER, "**ours**: `@CanalTable` method, record", HandlerCatchUp::new),

	BINLOG_CLIENT(Group.HANDLER, "binlog client alone", BinlogClientCatchUp::new),

	OUR_SKIPPING(Group.HANDLER, "ours, of another table: all is passed over", SkippedCatchUp::new),

	SOCKET_READER(Group.HANDLER, "packets off the socket, nothing read", SocketCatchUp::new),

	OUR_CANAL(Group.CANAL, "**ours**: `@CanalTable` method, record", CanalServerCatchUp::new),

	CANAL_CLIENT(Group.CANAL, "Canal's client, texts", CanalClientCatchUp::new),

	OUR_REDIS(Group.REDIS, "**ours**: Redis sink, `json`", () -> new SinkCatchUp(SinkProperties::redis)),

	NAIVE_REDIS(Group.REDIS, "naive loop: `opsForValue().set`", NaiveRedisCatchUp::new),

	PIPELINED_SET(Group.REDIS, "pipelined SET, no binlog", PipelinedSet::new),

	OUR_ELASTICSEARCH(Group.ELASTICSEARCH, "**ours**: Elasticsearch sink",
			() -> new SinkCatchUp(SinkProperties::elasticsearch)),

	STOCK_BULK(Group.ELASTICSEARCH, "stock client: `BulkRequest` of 1000", StockBulkCatchUp::new),

	JOINED_BULK(Group.ELASTICSEARCH, "joined bulk bodies, no binlog", JoinedBulk::new),

	OUR_KAFKA_SINK(Group.KAFKA_SINK, "**ours**: Kafka sink, `maxwell`", () -> new SinkCatchUp(SinkProperties::kafka)),

	KAFKA_PRODUCER(Group.KAFKA_SINK, "Kafka's producer, no binlog", KafkaProducerCatchUp::new),

	OUR_KAFKA_SOURCE(Group.KAFKA_SOURCE, "**ours**: `@CanalTable` method, record",
			() -> new BrokerCatchUp(SinkProperties::fromKafka)),

	KAFKA_CONSUMER(Group.KAFKA_SOURCE, "Kafka's consumer, messages unread", KafkaConsumerCatchUp::new),

	OUR_RABBITMQ_SINK(Group.RABBITMQ_SINK, "**ours**: RabbitMQ sink, `maxwell`",
			() -> new SinkCatchUp(SinkProperties::rabbitmq)),

	RABBITMQ_PUBLISHER(Group.RABBITMQ_SINK, "RabbitMQ's client, no binlog", RabbitPublisherCatchUp::new),

	OUR_RABBITMQ_SOURCE(Group.RABBITMQ_SOURCE, "**ours**: `@CanalTable` method, record",
			() -> new BrokerCatchUp(SinkProperties::fromRabbitmq)),

	RABBITMQ_CONSUMER(Group.RABBITMQ_SOURCE, "RabbitMQ's client, messages unread", RabbitConsumerCatchUp::new),

	OUR_HANDLER_DELAY(Group.HANDLER_DELAY, "**ours**: `@CanalTable` method, record", HandlerDelay::new),

	BINLOG_CLIENT_DELAY(Group.HANDLER_DELAY, "binlog client alone", BinlogClientDelay::new),

	OUR_REDIS_DELAY(Group.REDIS_DELAY, "**ours**: Redis sink, `json`", RedisSinkDelay::new),

	NAIVE_REDIS_DELAY(Group.REDIS_DELAY, "naive loop: `opsForValue().set`", NaiveRedisDelay::new);

	private final Group group;

	private final String title;

	private final Supplier<Subject> subject;

	Subjects(Group group, String title, Supplier<Subject> subject) {
		this.group = group;
		this.title = title;
		this.subject = subject;
	}

	Group group() {
		return this.group;
	}

	String title() {
		return this.title;
	}

	Subject create() {
		return this.subject.get();
	}

	/** Whether it is this project, and not what it is compared with. */
	boolean isOurs() {
		return name().startsWith("OUR_");
	}

	/** How {@code bench.only} calls it. */
	String parameter() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	boolean isMeantBy(Set<String> only) {
		return only.contains(parameter()) || only.contains(this.group.parameter());
	}

	static List<String> names() {
		return Arrays.stream(values()).map(Subjects::parameter).toList();
	}

}
