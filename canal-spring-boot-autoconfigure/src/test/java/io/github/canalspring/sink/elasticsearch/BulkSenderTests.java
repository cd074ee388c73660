package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BulkSender} with answers that a real server gives rarely; those that
 * it can be made to give are in {@link BulkSenderIntegrationTests}.
 */
class BulkSenderTests {

	private static final TestTable TABLE = TestTable.of("product", TestTable.column("id", ColumnType.INT));

	private static final String FINE = "{\"errors\":false}";

	private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

	private final Queue<Answer> answers = new ArrayDeque<>();

	private final CountDownLatch answering = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Requests with more are not answered. */
	private volatile long mostLines = Integer.MAX_VALUE;

	private HttpServer server;

	private Rest5Client client;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/_bulk", this::answer);
		this.server.setExecutor(this.threads);
		this.server.start();
		this.client = Rest5Client.builder(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort())).build();
	}

	@AfterEach
	void stop() throws IOException {
		this.answering.countDown();
		this.client.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void noMoreRequestsAreUnderWayThanAllowed() throws Exception {
		BulkSender sender = sender(new BulkLimits(1, 1000, 3));
		Thread thread = new Thread(() -> {
			try {
				for (int id = 0; id < 10; id++) {
					sender.index(key(id), change(id), document(), null);
				}
				sender.finish();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		await().until(() -> this.requests.size() == 3 && thread.getState() == Thread.State.WAITING);
		assertThat(this.requests).hasSize(3);
		this.answering.countDown();
		thread.join();
		assertThat(this.requests).hasSize(10);
	}

	@Test
	void aRequestThatIsRefusedAsAWholeIsSentAgain() throws Exception {
		this.answering.countDown();
		this.answers.add(new Answer(429, "{\"error\":{\"type\":\"es_rejected_execution_exception\"}}"));
		this.answers.add(new Answer(503, "busy"));
		BulkSender sender = sender(BulkLimits.DEFAULT);
		sender.index(key(1), change(1), document(), null);
		assertThat(sender.finish()).isEmpty();
		assertThat(this.requests).hasSize(3);
		assertThat(this.requests.get(2)).isEqualTo(this.requests.get(0));
	}

	@Test
	void onlyWhatWasNotTakenIsSentAgain() throws Exception {
		this.answering.countDown();
		this.answers.add(new Answer(200, """
				{"errors":true,"items":[{"index":{"status":201}},
				 {"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}},
				 {"index":{"status":400,"error":{"type":"document_parsing_exception","reason":"bad"}}},
				 {"index":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"newer"}}}]}"""));
		BulkSender sender = sender(BulkLimits.DEFAULT);
		for (int id = 0; id < 4; id++) {
			sender.index(key(id), change(id), document(), null);
		}
		assertThat(sender.finish()).extracting(RefusedChange::change).extracting(Change::version).containsExactly(2L);
		assertThat(this.requests).hasSize(2);
		assertThat(this.requests.get(1)).hasLineCount(2).contains("\"_id\":\"1\"");
	}

	@Test
	void afterSomeAttemptsThePipelineIsTold() throws Exception {
		this.answering.countDown();
		for (int attempt = 0; attempt < 6; attempt++) {
			this.answers.add(new Answer(200, "{\"errors\":true,\"items\":[{\"index\":{\"status\":429,"
					+ "\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}}}]}"));
		}
		BulkSender sender = sender(BulkLimits.DEFAULT);
		sender.index(key(1), change(1), document(), null);
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(sender::finish)
			.withMessageContaining("status 429");
		assertThat(this.requests).hasSize(6);
	}

	@Test
	void aDocumentThatIsTooLargeGoesAloneAndIsRefusedAlone() throws Exception {
		this.answering.countDown();
		this.answers.add(new Answer(200, FINE));
		this.answers.add(new Answer(413, ""));
		BulkSender sender = sender(new BulkLimits(1000, 200, 1));
		sender.index(key(1), change(1), document(), null);
		sender.index(key(2), change(2), ("\"" + "x".repeat(200) + "\"").getBytes(StandardCharsets.UTF_8), null);
		sender.index(key(3), change(3), document(), null);
		assertThat(sender.finish()).extracting(RefusedChange::change).extracting(Change::version).containsExactly(2L);
		assertThat(this.requests).hasSize(3);
	}

	@Test
	void whatIsNotAnsweredInTimeIsSentInSmallerRequestsUntilItIs() throws Exception {
		this.answering.countDown();
		this.mostLines = 6;
		BulkSender sender = sender(new BulkLimits(8, 100_000, 4), Duration.ofSeconds(2));
		for (int smaller : new int[] { 4, 2 }) {
			assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> send(sender, 16))
				.withMessageContaining("within 2000 ms")
				.withMessageEndingWith("at most " + smaller);
		}
		this.requests.clear();
		// It grows once, which is too much, and then not so soon again.
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> send(sender, 16))
			.withMessageEndingWith("at most 2");
		send(sender, 8);
		assertThat(this.requests).filteredOn((request) -> request.lines().count() > 4).hasSize(1);
		this.mostLines = Integer.MAX_VALUE;
		await().until(() -> {
			send(sender, 16);
			return this.requests.get(this.requests.size() - 1).lines().count() == 16;
		});
		this.requests.clear();
		send(sender, 16);
		assertThat(this.requests).hasSize(2);
	}

	@Test
	void aSingleDocumentThatIsNotAnsweredInTimeIsHeld() {
		this.answering.countDown();
		this.mostLines = 1;
		BulkSender sender = sender(new BulkLimits(2, 100_000, 4), Duration.ofMillis(500));
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> send(sender, 2))
			.withMessageEndingWith("at most 1");
		for (int attempt = 0; attempt < 2; attempt++) {
			assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> send(sender, 2))
				.withMessageContaining("spring.elasticsearch.socket-timeout");
		}
	}

	private static void send(BulkSender sender, int documents) throws InterruptedException {
		try {
			for (int id = 0; id < documents; id++) {
				sender.index(key(id), change(id), document(), null);
			}
			assertThat(sender.finish()).isEmpty();
		}
		finally {
			sender.reset();
		}
	}

	private BulkSender sender(BulkLimits limits) {
		return sender(limits, Duration.ofSeconds(30));
	}

	private BulkSender sender(BulkLimits limits, Duration timeout) {
		RestApi api = new RestApi(this.client, timeout);
		StoreWatch watch = new StoreWatch(new CheckpointKeeper(new CheckpointDocument(api, "checkpoint", "shop")),
				new Indices(new IndexRequests(api)));
		watch.trust();
		return new BulkSender(api, limits, watch);
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			this.requests.add(request);
			this.answering.await();
			if (request.lines().count() > this.mostLines) {
				// For longer than anybody waits.
				Thread.sleep(Duration.ofMinutes(5).toMillis());
			}
			Answer answer = next();
			byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(answer.status(), (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized Answer next() {
		Answer answer = this.answers.poll();
		return (answer != null) ? answer : new Answer(200, FINE);
	}

	private static DocumentKey key(int id) {
		return new DocumentKey("product", Integer.toString(id), null);
	}

	private static Change change(long version) {
		return TABLE.insert(version, 1);
	}

	private static byte[] document() {
		return "{}".getBytes(StandardCharsets.UTF_8);
	}

	private record Answer(int status, String body) {

	}

}
