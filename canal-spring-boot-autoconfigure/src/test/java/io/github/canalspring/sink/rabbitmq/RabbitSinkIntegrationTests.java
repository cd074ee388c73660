package io.github.canalspring.sink.rabbitmq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.Row;
import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageHeaders;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.message.NameTemplate;
import io.github.canalspring.servers.RabbitMqServer;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link RabbitSink} with a real RabbitMQ.
 */
@Timeout(120)
class RabbitSinkIntegrationTests {

	private static final TableSchema PRODUCT = new TableSchema(new TableId("shop", "product"),
			List.of(ColumnSyntax.parse("id", "int"), ColumnSyntax.parse("name", "text")), List.of("id"));

	private static RabbitMqServer rabbit;

	private static CachingConnectionFactory connections;

	private FileCheckpointStore checkpoints;

	private long position;

	@BeforeAll
	static void start() {
		Optional<RabbitMqServer> available = RabbitMqServer.available();
		Assumptions.assumeTrue(available.isPresent(), "There is neither RabbitMQ nor Docker here");
		rabbit = RabbitMqServer.builder().setting("max_message_size", "100000").start();
		connections = new CachingConnectionFactory(rabbit.host(), rabbit.port());
	}

	@BeforeEach
	void keepPositions(@TempDir Path directory) {
		this.checkpoints = new FileCheckpointStore(directory);
	}

	@AfterAll
	static void close() {
		if (rabbit != null) {
			connections.destroy();
			rabbit.close();
		}
	}

	@Test
	void messagesKeepTheirOrderAndCarryTheirPlace() throws Exception {
		declare("order", Map.of());
		try (RabbitSink sink = sink("order", null, MessageFormat.DEBEZIUM)) {
			assertThat(sink.load()).isNull();
			Change moved = change(Operation.UPDATE, row(1, "b"), row(2, "c"), 7);
			sink.apply(List.of(batch(insert(1, "a", 5)), batch(change(Operation.UPDATE, row(1, "a"), row(1, "b"), 6)),
					batch(moved, change(Operation.DELETE, row(2, "c"), null, 8))));
			assertThat(sink.load()).isEqualTo(Long.toString(this.position));
		}
		List<GetResponse> messages = messages("order");
		assertThat(messages).extracting((message) -> body(message).replaceAll(".*\"op\":\"(\\w)\".*", "$1"))
			.containsExactly("c", "u", "d", "c", "d");
		assertThat(messages).extracting((message) -> message.getEnvelope().getRoutingKey())
			.containsExactly("shop.product.{\"id\":1}", "shop.product.{\"id\":1}", "shop.product.{\"id\":1}",
					"shop.product.{\"id\":2}", "shop.product.{\"id\":2}");
		assertThat(messages).extracting((message) -> message.getProps().getHeaders().get(MessageHeaders.VERSION))
			.containsExactly(5L, 6L, 7L, 7L, 8L);
		assertThat(messages).allMatch((message) -> message.getProps().getDeliveryMode() == 2);
		assertThat(messages).extracting((message) -> message.getProps().getMessageId()).doesNotHaveDuplicates();
	}

	@Test
	void whatNobodyGetsIsHeldUntilSomebodyDoes() throws Exception {
		try (Channel channel = connections.createConnection().createChannel(false)) {
			channel.exchangeDeclare("lonely", "topic", true);
		}
		try (RabbitSink sink = sink("lonely", "{table}.{id}", MessageFormat.CANAL_FLAT)) {
			sink.load();
			ChangeBatch batch = batch(insert(1, "a", 1), insert(2, "b", 2));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> sink.apply(List.of(batch)))
				.withMessageContaining("Nobody gets messages to exchange 'lonely'");
			assertThat(this.checkpoints.load("shop-rabbitmq")).isNull();
			declare("lonely", Map.of());
			sink.apply(List.of(batch));
		}
		assertThat(messages("lonely")).extracting((message) -> message.getEnvelope().getRoutingKey())
			.containsExactly("product.1", "product.2");
	}

	@Test
	void aFullQueueAndAMissingExchangeHold() throws Exception {
		declare("full", Map.of("x-max-length", 2, "x-overflow", "reject-publish"));
		try (RabbitSink sink = sink("full", "constant", MessageFormat.MAXWELL)) {
			sink.load();
			ChangeBatch batch = batch(insert(1, "a", 1), insert(2, "b", 2), insert(3, "c", 3), insert(4, "d", 4));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> sink.apply(List.of(batch)))
				.withMessageContaining("does not take messages to exchange 'full'");
			assertThat(this.checkpoints.load("shop-rabbitmq")).isNull();
		}
		try (RabbitSink sink = sink("missing", null, MessageFormat.MAXWELL)) {
			assertThatExceptionOfType(IOException.class).isThrownBy(sink::load)
				.withMessageContaining("has no exchange 'missing'");
		}
	}

	@Test
	void whatIsTooLargeIsRefusedWithTheLaterChangesOfItsRow() throws Exception {
		declare("large", Map.of());
		try (RabbitSink sink = sink("large", "{name}", MessageFormat.CANAL_FLAT)) {
			sink.load();
			Change keyTooLong = insert(1, "x".repeat(300), 2);
			Change behind = change(Operation.UPDATE, row(1, "x"), row(1, "small"), 3);
			assertThatExceptionOfType(ChangesRefusedException.class)
				.isThrownBy(() -> sink.apply(List.of(batch(insert(0, "a", 1), keyTooLong, behind, insert(2, "b", 4)))))
				.satisfies((ex) -> assertThat(ex.refused()).extracting(RefusedChange::change)
					.containsExactly(keyTooLong, behind));
		}
		try (RabbitSink sink = sink("large", null, MessageFormat.CANAL_FLAT)) {
			sink.load();
			Change large = insert(1, "x".repeat(200_000), 6);
			assertThatExceptionOfType(ChangesRefusedException.class)
				.isThrownBy(() -> sink.apply(List.of(batch(insert(0, "c", 5), large, insert(2, "d", 7)))))
				.satisfies((ex) -> assertThat(ex.refused()).singleElement()
					.satisfies((refused) -> assertThat(refused.reason()).contains("max_message_size")));
			sink.apply(List.of(batch(insert(3, "e", 8))));
			assertThat(sink.load()).isEqualTo(Long.toString(this.position));
		}
		assertThat(messages("large").stream()
			.map((message) -> body(message).replaceAll(".*\"name\":\"(\\w)\".*", "$1"))
			.distinct()).containsExactly("a", "b", "c", "d", "e");
	}

	@Test
	void anOutageIsWaitedFor() throws Exception {
		declare("outage", Map.of("x-queue-type", "quorum"));
		rabbit.restart();
		try (RabbitSink sink = sink("outage", null, MessageFormat.DEBEZIUM)) {
			sink.load();
			applyUntilItSucceeds(sink, batch(insert(1, "a", 1)));
			String before = Long.toString(this.position);
			rabbit.kill();
			ChangeBatch batch = batch(insert(2, "b", 2));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> sink.apply(List.of(batch)));
			assertThat(this.checkpoints.load("shop-rabbitmq")).isEqualTo(before);
			rabbit.start();
			applyUntilItSucceeds(sink, batch);
			assertThat(sink.load()).isEqualTo(Long.toString(this.position));
		}
		assertThat(messages("outage").stream()
			.map((message) -> body(message).replaceAll(".*\"name\":\"(\\w)\".*", "$1"))
			.distinct()).containsExactly("a", "b");
	}

	/** As the pipeline does: a queue takes a while to choose its leader. */
	private static void applyUntilItSucceeds(RabbitSink sink, ChangeBatch batch) {
		await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			sink.apply(List.of(batch));
			return true;
		});
	}

	private RabbitSink sink(String exchange, @Nullable String routingKey, MessageFormat format) {
		RabbitMapping mapping = new RabbitMapping(TablePattern.parse("shop.*"),
				NameTemplate.parse(exchange, RabbitMapping.EXCHANGE_CHARACTERS), routingKey,
				new MessageSettings(format, false, Decimals.PRECISE, ZoneOffset.UTC, "shop"),
				new FieldSelection(List.of(), List.of(), Naming.COLUMN), RowCondition.ALWAYS);
		return new RabbitSink("shop", new CachingConnectionFactory(rabbit.host(), rabbit.port()), List.of(mapping),
				this.checkpoints);
	}

	/** A topic exchange, and a queue of the same name that gets all. */
	private static void declare(String name, Map<String, Object> arguments) throws Exception {
		try (Channel channel = connections.createConnection().createChannel(false)) {
			channel.exchangeDeclare(name, "topic", true);
			channel.queueDeclare(name, true, false, false, arguments);
			channel.queueBind(name, name, "#");
		}
	}

	private static List<GetResponse> messages(String queue) throws Exception {
		List<GetResponse> messages = new ArrayList<>();
		try (Channel channel = connections.createConnection().createChannel(false)) {
			for (GetResponse next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
				messages.add(next);
			}
		}
		return messages;
	}

	private static String body(GetResponse message) {
		return new String(message.getBody(), StandardCharsets.UTF_8);
	}

	private ChangeBatch batch(Change... changes) {
		return new ChangeBatch(List.of(changes), new TestPosition(++this.position), Instant.EPOCH, 0);
	}

	private static Change insert(int id, String name, long version) {
		return change(Operation.INSERT, null, row(id, name), version);
	}

	private static Change change(Operation operation, @Nullable Row before, @Nullable Row after, long version) {
		return new Change(PRODUCT, operation, before, after,
				new Transaction(new TestPosition(0), null, Instant.EPOCH, false), 0, version);
	}

	private static Row row(int id, String name) {
		return new Row(PRODUCT.header(), new Object[] { id, name });
	}

	private record TestPosition(long version) implements Position {

		@Override
		public String text() {
			return Long.toString(this.version);
		}

	}

}
