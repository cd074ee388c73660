package io.github.canalspring.source.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.servers.KafkaServer;
import io.github.canalspring.sink.kafka.KafkaProducers;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.PartitionedSource.Membership;
import io.github.canalspring.source.PartitionedSource.PartitionListener;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link KafkaSource} with a real broker.
 */
@Timeout(120)
class KafkaSourceIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final KafkaServer kafka = KafkaServer.builder().start();

	private static final Map<String, Object> PROPERTIES = Map.of("bootstrap.servers", kafka.bootstrapServers(),
			"metadata.max.age.ms", 1000, "session.timeout.ms", 20_000, "heartbeat.interval.ms", 500);

	private static final DefaultKafkaProducerFactory<byte[], byte[]> producers = new KafkaProducers(
			Map.of("bootstrap.servers", kafka.bootstrapServers()))
		.factory();

	private static final KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);

	@AfterAll
	static void close() {
		producers.destroy();
		kafka.close();
	}

	@Test
	void theGroupKeepsThePositionOfThoseWhoDoNot() throws Exception {
		topic("kept", 1);
		send("kept", 1, 2, 3);
		Partitions partitions = new Partitions();
		KafkaSource source = source("kept", new StartFrom.Earliest(), null);
		try (Membership member = source.join("a", false, partitions)) {
			ChangeSource partition = partitions.await("kept-0");
			Position from = partition.resolve(new StartFrom.Upstream());
			try (ChangeStream stream = partition.open("a", from, (table) -> true)) {
				List<ChangeBatch> batches = read(stream, 3);
				assertThat(ids(batches)).containsExactly(1L, 2L, 3L);
				assertThat(batches.get(0).changes().get(0).eventId()).isEqualTo("kept-0@0#0");
				assertThat(batches).extracting((batch) -> batch.changes().get(0).version())
					.isSorted()
					.doesNotHaveDuplicates();
				stream.acknowledge(batches.get(1).position());
			}
			assertThat(member.disconnected()).isNull();
			assertThat(partition.resolve(new StartFrom.Upstream())).hasToString("kept-0@2");
			assertThatExceptionOfType(SourceException.class).isThrownBy(partition::latest);
		}
		assertThat(partitions.revoked).containsExactly("kept-0");
		Partitions again = new Partitions();
		try (Membership member = source.join("a", false, again)) {
			ChangeSource partition = again.await("kept-0");
			try (ChangeStream stream = partition.open("a", partition.resolve(new StartFrom.Upstream()),
					(table) -> true)) {
				assertThat(ids(read(stream, 1))).containsExactly(3L);
			}
			assertThat(member.disconnected()).isNull();
		}
		Partitions copies = new Partitions();
		try (Membership member = source.join("a", true, copies)) {
			ChangeSource partition = copies.await("kept-0");
			assertThat(partition.resolve(new StartFrom.Earliest())).hasToString("kept-0@0");
			assertThat(member.disconnected()).isNull();
		}
	}

	@Test
	void anUnreadableMessageHoldsItsPartitionOrGoesToTheDeadLetters() throws Exception {
		topic("mixed", 1);
		topic("mixed.dead", 1);
		send("mixed", 1);
		template.send("mixed", bytes("key"), bytes("{\"type\":\"unheard-of\",\"database\":\"shop\",\"table\":\"t\"}"))
			.get();
		send("mixed", 2);
		Partitions partitions = new Partitions();
		try (Membership member = source("mixed", null, null).join("a", true, partitions)) {
			ChangeSource partition = partitions.await("mixed-0");
			try (ChangeStream stream = partition.open("a", partition.resolve(new StartFrom.Earliest()),
					(table) -> true)) {
				assertThat(ids(read(stream, 1))).containsExactly(1L);
				assertThatExceptionOfType(SourceException.class).isThrownBy(() -> read(stream, 1))
					.withMessageContaining("mixed-0@1")
					.withMessageContaining("'unheard-of'");
			}
			assertThat(member.disconnected()).isNull();
		}
		Partitions others = new Partitions();
		try (Membership member = source("mixed", null, "{topic}.dead").join("b", true, others)) {
			ChangeSource partition = others.await("mixed-0");
			try (ChangeStream stream = partition.open("b", partition.resolve(new StartFrom.Earliest()),
					(table) -> true)) {
				assertThat(ids(read(stream, 3))).containsExactly(1L, 2L);
			}
			assertThat(member.disconnected()).isNull();
		}
		template.setConsumerFactory(new DefaultKafkaConsumerFactory<>(PROPERTIES, new ByteArrayDeserializer(),
				new ByteArrayDeserializer()));
		assertThat(template.receive("mixed.dead", 0, 0).key()).isEqualTo(bytes("key"));
	}

	@Test
	void changesThatAreGoneAreNoticedAndATopicThatIsNewIsReadFromItsBeginning() throws Exception {
		topic("gone", 1);
		send("gone", 1, 2, 3);
		Partitions partitions = new Partitions();
		Position kept;
		try (Membership member = source("gone", null, null).join("a", true, partitions)) {
			ChangeSource partition = partitions.await("gone-0");
			kept = partition.resolve(new StartFrom.Earliest());
			try (Admin admin = Admin.create(PROPERTIES)) {
				admin.deleteRecords(Map.of(new TopicPartition("gone", 0), RecordsToDelete.beforeOffset(2))).all().get();
			}
			try (ChangeStream stream = partition.open("a", kept, (table) -> true)) {
				assertThatExceptionOfType(PositionLostException.class).isThrownBy(() -> read(stream, 1))
					.withMessageContaining("gone-0@0");
			}
			assertThat(member.disconnected()).isNull();
		}
		try (Admin admin = Admin.create(PROPERTIES)) {
			admin.deleteTopics(List.of("gone")).all().get();
			await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains("gone"));
		}
		topic("gone", 1);
		send("gone", 7);
		Partitions again = new Partitions();
		try (Membership member = source("gone", null, null).join("a", true, again)) {
			ChangeSource partition = again.await("gone-0");
			Position behind = ((KafkaPosition) kept).after(50, System.currentTimeMillis());
			Position from = partition.position(behind.text());
			try (ChangeStream stream = partition.open("a", from, (table) -> true)) {
				List<ChangeBatch> batches = read(stream, 1);
				assertThat(ids(batches)).containsExactly(7L);
				assertThat(batches.get(0).position().version()).isGreaterThan(behind.version());
			}
			assertThat(member.disconnected()).isNull();
		}
	}

	@Test
	void aMissingTopicIsNamedAndWaitedFor() throws Exception {
		Partitions partitions = new Partitions();
		try (Membership member = source("later", null, null).join("a", true, partitions)) {
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(member.disconnected()).contains("[later]", "kafka.topics"));
			topic("later", 2);
			send("later", 1);
			partitions.await("later-0");
			partitions.await("later-1");
		}
	}

	@Test
	void whatIsSentToATopicThatIsMadeLaterIsNotLeftOut() throws Exception {
		Partitions partitions = new Partitions();
		try (Membership member = source("new", null, null).join("a", false, partitions)) {
			await().atMost(SOON).untilAsserted(() -> assertThat(member.disconnected()).contains("[new]"));
			topic("new", 1);
			send("new", 1);
			assertThat(partitions.await("new-0").resolve(new StartFrom.Upstream())).hasToString("new-0@0");
		}
	}

	@Test
	void whatIsSentWhileNobodyReadsOrToAPartitionThatIsAddedIsNotLeftOut() throws Exception {
		topic("grown", 1);
		send("grown", 1, 2);
		try (Membership member = source("grown", null, null).join("g", false, new Partitions())) {
			await().atMost(SOON).until(() -> member.disconnected() == null);
		}
		send("grown", 3);
		Partitions handlers = new Partitions();
		Partitions copies = new Partitions();
		KafkaSource source = source("grown", new StartFrom.Latest(), null);
		try (Membership one = source.join("g", false, handlers)) {
			assertThat(handlers.await("grown-0").resolve(new StartFrom.Upstream())).hasToString("grown-0@2");
			try (Admin admin = Admin.create(PROPERTIES)) {
				admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(2))).all().get();
			}
			template.send("grown", 1, bytes("{\"pk.id\":4}"), message(4, "a")).get();
			assertThat(handlers.await("grown-1").resolve(new StartFrom.Upstream())).hasToString("grown-1@0");
			assertThat(one.disconnected()).isNull();
		}
		try (Membership other = source.join("g", true, copies)) {
			assertThat(copies.await("grown-0").resolve(new StartFrom.Latest())).hasToString("grown-0@2");
			assertThat(copies.await("grown-1").resolve(new StartFrom.Latest())).hasToString("grown-1@0");
			assertThat(other.disconnected()).isNull();
		}
	}

	@Test
	void memoryIsBoundedAndNothingIsLostWhileItIsFull() throws Exception {
		topic("full", 2);
		String text = "x".repeat(1000);
		List<CompletableFuture<?>> sent = new ArrayList<>();
		for (int id = 0; id < 3000; id++) {
			sent.add(template.send("full", id % 2, bytes("" + id), message(id, text)));
		}
		template.flush();
		sent.forEach(CompletableFuture::join);
		Partitions partitions = new Partitions();
		try (Membership member = source("full", null, null).join("a", true, partitions)) {
			ChangeSource partition = partitions.await("full-0");
			PartitionQueue queue = ((PartitionSource) partition).queue();
			try (ChangeStream stream = partition.open("a", partition.resolve(new StartFrom.Earliest()),
					(table) -> true)) {
				await().atMost(SOON).until(() -> !queue.wants(100_000));
				assertThat(queue.wants(1_200_000)).isTrue();
				assertThat(ids(read(stream, 1500))).hasSize(1500).isSorted();
			}
			assertThat(member.disconnected()).isNull();
		}
	}

	private static KafkaSource source(String topic, @Nullable StartFrom startFrom, @Nullable String deadLetters) {
		return new KafkaSource(
				new KafkaTopics(List.of(topic), "test",
						new MessageSettings(MessageFormat.MAXWELL, false, Decimals.PRECISE, ZoneOffset.UTC, "test"),
						startFrom, 200_000, deadLetters),
				new DefaultKafkaConsumerFactory<>(PROPERTIES), (deadLetters != null) ? template : null);
	}

	/**
	 * Whose leaders know of it: else they may refuse the first of many messages for ever.
	 */
	private static void topic(String name, int partitions) throws Exception {
		try (Admin admin = Admin.create(PROPERTIES)) {
			admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
			Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
			for (int partition = 0; partition < partitions; partition++) {
				ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
			}
			admin.listOffsets(ends).all().get();
		}
	}

	private static void send(String topic, int... ids) throws Exception {
		for (int id : ids) {
			template.send(topic, bytes("{\"pk.id\":" + id + "}"), message(id, "a")).get();
		}
	}

	private static byte[] message(int id, String name) {
		return bytes("{\"database\":\"shop\",\"table\":\"t\",\"type\":\"insert\",\"ts\":1,\"data\":{\"id\":" + id
				+ ",\"name\":\"" + name + "\"}}");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** At least so many batches. */
	private static List<ChangeBatch> read(ChangeStream stream, int count) throws InterruptedException {
		List<ChangeBatch> batches = new ArrayList<>();
		long end = System.nanoTime() + SOON.toNanos();
		while (batches.size() < count && System.nanoTime() < end) {
			batches.addAll(stream.poll(Duration.ofMillis(200)));
		}
		return batches;
	}

	private static List<Object> ids(List<ChangeBatch> batches) {
		return batches.stream()
			.flatMap((batch) -> batch.changes().stream())
			.map((Change change) -> Objects.requireNonNull(change.row().get("id")))
			.toList();
	}

	/**
	 * The partitions that were assigned.
	 */
	private static final class Partitions implements PartitionListener {

		private final Map<String, ChangeSource> assigned = new ConcurrentHashMap<>();

		private final List<String> revoked = new CopyOnWriteArrayList<>();

		@Override
		public void assigned(String partition, ChangeSource source) {
			this.assigned.put(partition, source);
		}

		@Override
		public void revoked(Collection<String> partitions) {
			this.revoked.addAll(partitions);
		}

		ChangeSource await(String partition) {
			Awaitility.await().atMost(SOON).until(() -> this.assigned.containsKey(partition));
			return Objects.requireNonNull(this.assigned.get(partition));
		}

	}

}
