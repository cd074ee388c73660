package io.github.canalspring.source.rabbitmq;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageHeaders;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.servers.RabbitMqServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Turn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@link RabbitChangeSource} with a real RabbitMQ.
 */
@Timeout(120)
class RabbitSourceIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static RabbitMqServer rabbit;

	private static CachingConnectionFactory connections;

	@BeforeAll
	static void start() {
		Optional<RabbitMqServer> available = RabbitMqServer.available();
		Assumptions.assumeTrue(available.isPresent(), "There is neither RabbitMQ nor Docker here");
		rabbit = available.orElseThrow().start();
		connections = new CachingConnectionFactory(rabbit.host(), rabbit.port());
	}

	@AfterAll
	static void close() {
		if (rabbit != null) {
			connections.destroy();
			rabbit.close();
		}
	}

	@Test
	void whatTheSinkHasIsNotReadAgain() throws Exception {
		RabbitChangeSource source = source("again", 10, false, topology(null));
		source.check(List.of());
		for (int id = 1; id <= 5; id++) {
			publish("again", null, insert(id), Map.of());
		}
		Position third;
		try (Turn turn = source.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			List<ChangeBatch> batches = read(source, source.resolve(new StartFrom.Upstream()), 5);
			assertThat(ids(batches)).containsExactly(1, 2, 3, 4, 5);
			// Applied, and the application ends before it acknowledges.
			third = source.position(batches.get(2).position().text());
		}
		try (Turn turn = source.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			List<ChangeBatch> batches = read(source, third, 2);
			assertThat(ids(batches)).containsExactly(4, 5);
			assertThat(batches.get(0).position().version()).isLessThan(batches.get(1).position().version());
		}
		// A position of which nothing comes again: everything is new.
		try (Turn turn = source.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			ChangeStream stream = stream(source, source.position("rabbitmq=7:other:name"));
			List<ChangeBatch> batches = read(stream, 2);
			assertThat(ids(batches)).containsExactly(4, 5);
			stream.acknowledge(batches.get(1).position());
		}
		try (Turn turn = source.turn()) {
			assertThat(turn.await(Duration.ofMillis(300))).isFalse();
		}
	}

	@Test
	void whatWasPublishedTwiceIsReadOnce() throws Exception {
		RabbitChangeSource source = source("twice", 100, false, topology(null));
		source.check(List.of());
		for (int version : new int[] { 1, 2, 3, 2, 3, 4 }) {
			publish("twice", "m" + System.nanoTime(), insert(version), Map.of(MessageHeaders.STREAM, "shop",
					MessageHeaders.VERSION, (long) version, MessageHeaders.ROW, 0L));
		}
		try (Turn turn = source.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			List<ChangeBatch> batches = read(source, source.resolve(new StartFrom.Upstream()), 4);
			assertThat(ids(batches)).containsExactly(1, 2, 3, 4);
			Change last = batches.get(3).changes().get(0);
			assertThat(last.version()).isEqualTo(4);
			assertThat(last.eventId()).isEqualTo("shop:4#0");
		}
	}

	@Test
	void oneOfSeveralConsumersReadsAndTheNextTakesOver() throws Exception {
		RabbitChangeSource first = source("shared", 10, false, topology(null));
		RabbitChangeSource second = source("shared", 10, false, topology(null));
		first.check(List.of());
		try (Turn waiting = second.turn()) {
			try (Turn reading = first.turn()) {
				assertThat(reading.await(Duration.ofMillis(100))).isFalse();
				assertThat(waiting.await(Duration.ofMillis(100))).isFalse();
				publish("shared", "a", insert(1), Map.of());
				publish("shared", "b", insert(2), Map.of());
				assertThat(reading.await(SOON)).isTrue();
				assertThat(waiting.await(Duration.ofMillis(300))).isFalse();
				ChangeStream stream = stream(first, first.resolve(new StartFrom.Upstream()));
				List<ChangeBatch> batches = read(stream, 2);
				stream.acknowledge(batches.get(0).position());
				assertThat(stream.disconnected()).isNull();
			}
			assertThat(waiting.await(SOON)).isTrue();
			assertThat(ids(read(second, second.resolve(new StartFrom.Upstream()), 1))).containsExactly(2);
		}
	}

	@Test
	void anUnreadableMessageHoldsOrIsGivenAway() throws Exception {
		try (Channel channel = connections.createConnection().createChannel(false)) {
			channel.exchangeDeclare("dead", "fanout", true);
			channel.queueDeclare("dead", true, false, false, Map.of());
			channel.queueBind("dead", "dead", "");
		}
		RabbitChangeSource holding = source("unreadable", 10, false, topology("dead"));
		holding.check(List.of());
		publish("unreadable", "good-1", insert(1), Map.of());
		publish("unreadable", "bad", "{\"hello\":1}", Map.of());
		publish("unreadable", "good-2", insert(2), Map.of());
		try (Turn turn = holding.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			ChangeStream stream = stream(holding, holding.resolve(new StartFrom.Upstream()));
			List<ChangeBatch> batches = read(stream, 1);
			stream.acknowledge(batches.get(0).position());
			assertThatExceptionOfType(SourceException.class).isThrownBy(() -> stream.poll(SOON))
				.withMessageContaining("The message bad in queue unreadable")
				.satisfies((ex) -> assertThat(ex.remedy()).contains("rabbitmq.unreadable"));
		}
		RabbitChangeSource rejecting = source("unreadable", 10, true, topology("dead"));
		try (Turn turn = rejecting.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			assertThat(ids(read(rejecting, rejecting.resolve(new StartFrom.Upstream()), 1))).containsExactly(2);
			try (Channel channel = connections.createConnection().createChannel(false)) {
				await().atMost(SOON).untilAsserted(() -> {
					GetResponse dead = channel.basicGet("dead", true);
					assertThat(dead).isNotNull();
					assertThat(dead.getProps().getMessageId()).isEqualTo("bad");
				});
			}
		}
	}

	@Test
	void prefetchBoundsWhatWaits() throws Exception {
		RabbitChangeSource source = source("bounded", 3, false, topology(null));
		source.check(List.of());
		for (int id = 1; id <= 6; id++) {
			publish("bounded", "b" + id, insert(id), Map.of());
		}
		try (Turn turn = source.turn()) {
			assertThat(turn.await(SOON)).isTrue();
			ChangeStream stream = stream(source, source.resolve(new StartFrom.Upstream()));
			List<ChangeBatch> batches = read(stream, 3);
			assertThat(stream.poll(Duration.ofMillis(300))).isEmpty();
			stream.acknowledge(batches.get(2).position());
			assertThat(ids(read(stream, 3))).containsExactly(4, 5, 6);
		}
	}

	@Test
	void saysWhatIsMissing() throws Exception {
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> source("nowhere", 10, false, null).check(List.of()))
			.isNotInstanceOf(SourceUnreachableException.class)
			.withMessageContaining("no queue 'nowhere'")
			.satisfies((ex) -> assertThat(ex.remedy()).contains("Declare the queue"));
		try (Channel channel = connections.createConnection().createChannel(false)) {
			channel.queueDeclare("classic", true, false, false, Map.of());
		}
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> source("classic", 10, false, topology(null)).check(List.of()))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("declared otherwise"));
		CachingConnectionFactory nobody = new CachingConnectionFactory("127.0.0.1", 1);
		assertThatExceptionOfType(SourceUnreachableException.class)
			.isThrownBy(() -> new RabbitChangeSource(nobody, queue("q", 1, false, null)).check(List.of()));
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> RabbitPosition.parse("binlog.000001:4"))
			.withMessageContaining("Not a position in a queue");
	}

	private static RabbitTopology topology(@Nullable String deadLetters) {
		return new RabbitTopology("source-tests", null, deadLetters);
	}

	private static RabbitChangeSource source(String queue, int prefetch, boolean rejecting,
			@Nullable RabbitTopology topology) {
		return new RabbitChangeSource(new CachingConnectionFactory(rabbit.host(), rabbit.port()),
				queue(queue, prefetch, rejecting, topology));
	}

	private static RabbitQueue queue(String name, int prefetch, boolean rejecting, @Nullable RabbitTopology topology) {
		return new RabbitQueue(name,
				new MessageSettings(MessageFormat.MAXWELL, false, Decimals.PRECISE, ZoneOffset.UTC, "shop"), prefetch,
				rejecting, topology);
	}

	private static ChangeStream stream(RabbitChangeSource source, Position from) {
		return source.open("test", from, (table) -> table.table().equals("product"));
	}

	private static List<ChangeBatch> read(RabbitChangeSource source, Position from, int count) throws Exception {
		return read(stream(source, from), count);
	}

	private static List<ChangeBatch> read(ChangeStream stream, int count) throws Exception {
		List<ChangeBatch> batches = new ArrayList<>();
		long deadline = System.nanoTime() + SOON.toNanos();
		while (batches.size() < count && System.nanoTime() < deadline) {
			batches.addAll(stream.poll(Duration.ofMillis(200)));
		}
		return batches;
	}

	private static List<Integer> ids(List<ChangeBatch> batches) {
		return batches.stream()
			.flatMap((batch) -> batch.changes().stream())
			.map((change) -> Integer.valueOf(String.valueOf(change.row().get("id"))))
			.toList();
	}

	private static String insert(int id) {
		return "{\"database\":\"shop\",\"table\":\"product\",\"type\":\"insert\",\"ts\":1,\"data\":{\"id\":" + id
				+ "}}";
	}

	/** Straight to the queue. */
	private static void publish(String queue, @Nullable String id, String body, Map<String, Object> headers)
			throws Exception {
		try (Channel channel = connections.createConnection().createChannel(false)) {
			channel.confirmSelect();
			channel.basicPublish("", queue, new AMQP.BasicProperties.Builder().messageId(id).headers(headers).build(),
					body.getBytes(StandardCharsets.UTF_8));
			channel.waitForConfirmsOrDie(SOON.toMillis());
		}
	}

}
