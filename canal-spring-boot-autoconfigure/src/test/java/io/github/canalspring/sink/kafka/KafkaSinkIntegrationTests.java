package io.github.canalspring.sink.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.Row;
import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.message.NameTemplate;
import io.github.canalspring.servers.KafkaServer;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link KafkaSink} with a real broker.
 */
@Timeout(120)
class KafkaSinkIntegrationTests {

	private static final TableSchema PRODUCT = new TableSchema(new TableId("shop", "product"),
			List.of(ColumnSyntax.parse("id", "int"), ColumnSyntax.parse("name", "text")), List.of("id"));

	private static final KafkaServer kafka = KafkaServer.builder()
		.setting("num.partitions", "3")
		.setting("auto.create.topics.enable", "true")
		.start();

	private FileCheckpointStore checkpoints;

	private long position;

	@BeforeEach
	void keepPositions(@TempDir Path directory) {
		this.checkpoints = new FileCheckpointStore(directory);
	}

	@AfterAll
	static void close() {
		kafka.close();
	}

	@Test
	void messagesOfAKeyKeepTheirOrderAndThePositionFollows() throws Exception {
		try (KafkaSink sink = sink("order.{table}", MessageFormat.DEBEZIUM, Map.of())) {
			assertThat(sink.load()).isNull();
			List<Change> changes = new ArrayList<>();
			for (int id = 0; id < 20; id++) {
				changes.add(insert(id, "a"));
				changes.add(update(id, "a", id, "b"));
				changes.add(update(id, "b", id + 100, "c"));
				changes.add(delete(id + 100, "c"));
			}
			sink.apply(List.of(batch(changes.subList(0, 40)), batch(changes.subList(40, 80))));
			assertThat(sink.load()).isEqualTo(Long.toString(this.position));
		}
		List<ConsumerRecord<byte[], byte[]>> records = records("order.product");
		assertThat(records).extracting(ConsumerRecord::partition).contains(0, 1, 2);
		Set<String> keys = Set.copyOf(records.stream().map((record) -> text(record.key())).toList());
		assertThat(keys).hasSize(40);
		for (String key : keys) {
			List<ConsumerRecord<byte[], byte[]>> same = records.stream()
				.filter((record) -> text(record.key()).equals(key))
				.toList();
			assertThat(same).extracting(ConsumerRecord::partition).containsOnly(same.get(0).partition());
			int id = Integer.parseInt(key.replaceAll(".*\"id\":(\\d+).*", "$1"));
			assertThat(same).extracting(KafkaSinkIntegrationTests::operation)
				.containsExactly((id < 100) ? new String[] { "c", "u", "d", "-" } : new String[] { "c", "d", "-" });
		}
	}

	@Test
	void whatIsNotAcknowledgedDoesNotMoveThePosition() throws Exception {
		try (KafkaSink sink = sink("outage", MessageFormat.MAXWELL,
				Map.of(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2000, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000,
						ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000, ProducerConfig.LINGER_MS_CONFIG, 0))) {
			sink.load();
			applyUntilItSucceeds(sink, batch(List.of(insert(1, "before"))));
			String before = Long.toString(this.position);
			kafka.pause();
			ChangeBatch batch = batch(List.of(update(1, "before", 1, "meanwhile")));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> sink.apply(List.of(batch)));
			kafka.resume();
			assertThat(this.checkpoints.load("shop-kafka")).isEqualTo(before);
			applyUntilItSucceeds(sink, batch);
			kafka.kill();
			kafka.start();
			applyUntilItSucceeds(sink, batch(List.of(delete(1, "meanwhile"))));
			assertThat(sink.load()).isEqualTo(Long.toString(this.position));
		}
		// What was tried again may be there twice, but nothing comes late.
		assertThat(runs(records("outage").stream()
			.map((record) -> text(record.value()).replaceAll(".*\"type\":\"(\\w+)\".*", "$1"))
			.toList())).containsExactly("insert", "update", "delete");
	}

	/** As the pipeline does, whose patience is longer than this producer's. */
	private static void applyUntilItSucceeds(KafkaSink sink, ChangeBatch batch) {
		await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			sink.apply(List.of(batch));
			return true;
		});
	}

	/** Each of several that are the same and follow each other once. */
	private static List<String> runs(List<String> all) {
		List<String> runs = new ArrayList<>();
		for (String each : all) {
			if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(each)) {
				runs.add(each);
			}
		}
		return runs;
	}

	/**
	 * Leaders of such a topic may refuse the first request of several that are on their
	 * way, and take the others.
	 */
	@Test
	void aTopicThatHasJustBeenMadeTakesMessagesInTheirOrder() throws Exception {
		try (KafkaSink sink = sink("new.{table}", MessageFormat.MAXWELL, Map.of()); Admin admin = admin()) {
			sink.load();
			for (int number = 0; number < 8; number++) {
				TableSchema table = new TableSchema(new TableId("shop", "t" + number), PRODUCT.columns(),
						List.of("id"));
				List<Change> changes = IntStream.range(0, 4000)
					.mapToObj(
							(count) -> change(table, Operation.INSERT, null, row(count % 40, "x".repeat(200) + count)))
					.toList();
				admin.createTopics(List.of(new NewTopic("new.t" + number, 20, (short) 1))).all().get();
				sink.apply(List.of(batch(changes)));
				Map<String, List<String>> names = records("new.t" + number).stream()
					.collect(Collectors.groupingBy((record) -> text(record.key()), Collectors.mapping(
							(record) -> text(record.value()).replaceAll(".*x(\\d+)\".*", "$1"), Collectors.toList())));
				assertThat(names).hasSize(40);
				assertThat(names.values())
					.allSatisfy((each) -> assertThat(each.stream().map(Integer::valueOf)).hasSize(100).isSorted());
			}
		}
	}

	private static Admin admin() {
		return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
	}

	@Test
	void whatIsTooLargeIsRefusedWithTheLaterChangesOfItsRow() throws Exception {
		try (KafkaSink sink = sink("large", MessageFormat.CANAL_FLAT,
				Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 100_000))) {
			sink.load();
			Change large = insert(1, "x".repeat(200_000));
			Change behind = update(1, "x", 1, "small");
			ChangeBatch batch = batch(List.of(insert(0, "a"), large, behind, insert(2, "b")));
			assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> sink.apply(List.of(batch)))
				.satisfies((ex) -> {
					assertThat(ex.refused()).extracting(RefusedChange::change).containsExactly(large, behind);
					assertThat(ex.refused()).extracting(RefusedChange::reason)
						.satisfiesExactly((reason) -> assertThat(reason).contains("200"),
								(reason) -> assertThat(reason).isEmpty());
				});
			assertThat(this.checkpoints.load("shop-kafka")).isNull();
		}
		assertThat(records("large")).extracting((record) -> text(record.key()))
			.containsExactlyInAnyOrder("{\"id\":\"0\"}", "{\"id\":\"2\"}");
	}

	@Test
	void aTableWithoutTheColumnIsNamed() throws Exception {
		KafkaMapping mapping = new KafkaMapping(TablePattern.parse("shop.*"),
				NameTemplate.parse("fields", KafkaMapping.TOPIC_CHARACTERS), settings(MessageFormat.MAXWELL), null,
				new FieldSelection(List.of("price"), List.of(), Naming.COLUMN), RowCondition.ALWAYS);
		try (KafkaSink sink = new KafkaSink("shop", producers(Map.of()), List.of(mapping), this.checkpoints)) {
			sink.load();
			assertThatExceptionOfType(SinkException.class)
				.isThrownBy(() -> sink.apply(List.of(batch(List.of(insert(1, "a"))))))
				.withMessageContaining("shop.* -> fields")
				.withMessageContaining("'price'");
		}
	}

	private KafkaSink sink(String topic, MessageFormat format, Map<String, Object> properties) {
		KafkaMapping mapping = new KafkaMapping(TablePattern.parse("shop.*"),
				NameTemplate.parse(topic, KafkaMapping.TOPIC_CHARACTERS), settings(format), null,
				new FieldSelection(List.of(), List.of(), Naming.COLUMN), RowCondition.ALWAYS);
		return new KafkaSink("shop", producers(properties), List.of(mapping), this.checkpoints);
	}

	private static MessageSettings settings(MessageFormat format) {
		return new MessageSettings(format, false, Decimals.PRECISE, ZoneOffset.UTC, "shop");
	}

	private static KafkaProducers producers(Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(properties);
		all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
		return new KafkaProducers(all);
	}

	private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
		List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", kafka.bootstrapServers()), new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(topic)
				.stream()
				.map((PartitionInfo info) -> new TopicPartition(topic, info.partition()))
				.toList();
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
			while (partitions.stream().anyMatch((each) -> consumer.position(each) < ends.get(each))) {
				consumer.poll(Duration.ofMillis(200)).forEach(records::add);
			}
		}
		return records;
	}

	private static String operation(ConsumerRecord<byte[], byte[]> record) {
		return (record.value() == null) ? "-" : text(record.value()).replaceAll(".*\"op\":\"(\\w)\".*", "$1");
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private ChangeBatch batch(List<Change> changes) {
		return new ChangeBatch(changes, new TestPosition(++this.position), Instant.EPOCH, 0);
	}

	private static Change insert(int id, String name) {
		return change(Operation.INSERT, null, row(id, name));
	}

	private static Change update(int id, String name, int newId, String newName) {
		return change(Operation.UPDATE, row(id, name), row(newId, newName));
	}

	private static Change delete(int id, String name) {
		return change(Operation.DELETE, row(id, name), null);
	}

	private static Change change(Operation operation, @Nullable Row before, @Nullable Row after) {
		return change(PRODUCT, operation, before, after);
	}

	private static Change change(TableSchema table, Operation operation, @Nullable Row before, @Nullable Row after) {
		return new Change(table, operation, before, after,
				new Transaction(new TestPosition(0), null, Instant.EPOCH, false), 0, 1);
	}

	private static Row row(int id, String name) {
		return new Row(PRODUCT.header(), new Object[] { id, Objects.requireNonNull(name) });
	}

	private record TestPosition(long version) implements Position {

		@Override
		public String text() {
			return Long.toString(this.version);
		}

	}

}
