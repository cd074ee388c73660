package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BulkSender} with a server that has too little of everything: it
 * refuses whole requests, and single operations of others, with status 429.
 */
class BulkSenderIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final TestTable table = TestTable.of("product", TestTable.column("id", ColumnType.BIGINT),
			TestTable.column("name", ColumnType.TEXT, 100));

	@Test
	void whatOverloadKeepsBackArrivesAllTheSame() throws Exception {
		ListAppender<ILoggingEvent> told = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(BulkSender.class);
		try (ElasticsearchServer server = ElasticsearchServer.latest()
			.setting("node.processors", "1")
			.setting("thread_pool.write.size", "1")
			.setting("thread_pool.write.queue_size", "1")
			.setting("indexing_pressure.memory.limit", "1mb")
			.start(); SinkFixture fixture = new SinkFixture(server.url())) {
			logger.setLevel(Level.DEBUG);
			told.start();
			logger.addAppender(told);
			write(fixture);
			assertThat(told.list).extracting(ILoggingEvent::getFormattedMessage)
				.anyMatch((message) -> message.contains("overloaded"));
		}
		finally {
			logger.detachAppender(told);
			logger.setLevel(null);
		}
	}

	private void write(SinkFixture fixture) throws InterruptedException {
		IndexDefinition shards = IndexDefinition
			.parse("{\"settings\":{\"number_of_shards\":5}}".getBytes(StandardCharsets.UTF_8));
		ElasticsearchSink sink = fixture.sink(new BulkLimits(1000, 400_000, 8), this.table,
				fixture.mapping("shop.product", fixture.target("product", "{id}", null, null), shards));
		sink.load();
		Instant limit = Instant.now().plus(LIMIT);
		int version = 0;
		// How many requests meet in the server is a matter of both machines' speed.
		while (version < 5 || !hasRefusedBoth(fixture)) {
			assertThat(Instant.now()).as("both kinds of rejections").isBefore(limit);
			List<ChangeBatch> batch = batch(++version);
			await().atMost(LIMIT).ignoreException(ElasticsearchFailure.class).until(() -> {
				sink.apply(batch);
				return true;
			});
		}
		sink.flush();
		assertThat(fixture.found("product", "{\"match\":{\"name\":\"version" + version + "\"}}")).isEqualTo(10_000);
	}

	/** Operations, for its queue was full, and requests, for its memory was. */
	private static boolean hasRefusedBoth(SinkFixture fixture) throws InterruptedException {
		JsonNode nodes = fixture.call("GET", "/_nodes/stats/thread_pool,indexing_pressure", "").path("nodes");
		JsonNode node = nodes.iterator().next();
		int operations = node.path("thread_pool").path("write").path("rejected").asInt();
		int requests = node.path("indexing_pressure")
			.path("memory")
			.path("total")
			.path("coordinating_rejections")
			.asInt();
		return operations > 0 && requests > 0;
	}

	private List<ChangeBatch> batch(int version) {
		return TestTable.batch(IntStream.range(0, 10_000)
			.mapToObj((id) -> this.table.insert(version, id, "version" + version))
			.toArray(Change[]::new));
	}

}
