package io.github.canalspring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.ShopApplication.Product;
import io.github.canalspring.actuate.CanalHealthIndicator;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with handlers and both sinks, on real servers: once MySQL is quiet, all
 * copies equal its rows.
 */
class CanalIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final DatabaseServer database = DatabaseServer.mariadb().start();

	private static final RedisServer redis = RedisServer.create().start();

	private static final ElasticsearchServer elasticsearch = ElasticsearchServer.latest().start();

	private static final AtomicInteger tests = new AtomicInteger();

	@TempDir
	private Path directory;

	private final String table = "product_" + tests.incrementAndGet();

	private final ShopWorkload workload = new ShopWorkload(database, this.table);

	private final ShopCopies copies = new ShopCopies(redis, elasticsearch, this.table);

	private final ShopApplication.Received received = new ShopApplication.Received();

	private Map<Long, Product> existing = Map.of();

	private int written;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.workload.createTable();
		this.workload.run(30);
		// Sinks begin with the existing rows, handlers do not.
		this.existing = this.workload.rows();
		this.written = this.workload.events();
		this.received.begin(this.existing);
		this.context = run();
		await().atMost(SOON).until(() -> operations().status().isRunning());
	}

	@AfterEach
	void close() throws IOException {
		this.context.close();
		this.copies.close();
		database.start();
		elasticsearch.start();
	}

	@AfterAll
	static void closeServers() {
		elasticsearch.close();
		redis.close();
		database.close();
	}

	@Test
	void allCopiesFollow() throws Exception {
		// A snapshot leaves out what is changed meanwhile, and the count would differ.
		awaitSynced();
		this.workload.run(100);
		awaitSynced();
		assertCopiesEqual();
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsOnlyKeys("elasticsearch", "handlers", "redis");
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		assertThat(List.of("elasticsearch", "handlers", "redis")).allSatisfy((pipeline) -> {
			int snapshot = pipeline.equals("handlers") ? 0 : this.existing.size();
			assertThat(registry.get("canal.events").tag("pipeline", pipeline).functionCounter().count())
				.isEqualTo(snapshot + this.workload.events() - this.written);
			// It is told after the position that was waited for.
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(registry.get("canal.applied").tag("pipeline", pipeline).timer().count())
					.isPositive());
		});
	}

	@Test
	void aRestartGoesOnExactlyWhereItStopped() throws Exception {
		AtomicBoolean enough = new AtomicBoolean();
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
			while (!enough.get()) {
				this.workload.run(1);
			}
		});
		for (int restart = 0; restart < 3; restart++) {
			int before = this.received.eventIds().size();
			await().atMost(SOON).until(() -> this.received.eventIds().size() > before + 20);
			this.context.close();
			this.context = run();
		}
		this.context.stop();
		this.context.start();
		enough.set(true);
		writing.join();
		awaitSynced();
		assertCopiesEqual();
		assertThat(this.received.eventIds()).doesNotHaveDuplicates().hasSize(this.workload.events() - this.written);
	}

	@Test
	void elasticsearchMayBeDownWhileRedisGoesOn() throws Exception {
		this.workload.run(20);
		awaitSynced();
		elasticsearch.stop();
		this.workload.run(20);
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.copies.inRedis()).isEqualTo(this.workload.rowsAsJson()));
		await().atMost(SOON).until(() -> state("elasticsearch") == State.RETRYING);
		assertThat(state("redis")).isEqualTo(State.RUNNING);
		assertThat(state("handlers")).isEqualTo(State.RUNNING);
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		elasticsearch.start();
		awaitSynced();
		assertCopiesEqual();
		await().atMost(SOON).until(() -> health().getStatus().equals(Status.UP));
	}

	@Test
	void anIndexThatIsDeletedIsFilledAgainAndTheOthersMissNothing() throws Exception {
		this.workload.run(20);
		awaitSynced();
		this.context.close();
		this.copies.deleteIndex(this.table + "-2");
		this.workload.run(50);
		this.context = run();
		awaitSynced();
		assertCopiesEqual();
		assertThat(this.copies.inElasticsearch(this.table + "-2"))
			.containsExactlyInAnyOrderEntriesOf(this.workload.rowsAsJson());
		// And while it runs.
		this.copies.deleteIndex(this.table);
		await().atMost(SOON).ignoreException(ResponseException.class).untilAsserted(() -> {
			operations().awaitSynced(SOON);
			assertCopiesEqual();
		});
	}

	@Test
	void theDatabaseMayComeAfterTheApplication() throws Exception {
		this.context.close();
		database.stop();
		this.context = run();
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(operations().status().pipelines())
				.allMatch((pipeline) -> pipeline.state() != State.RUNNING && pipeline.error() != null));
		database.start();
		await().atMost(SOON).until(() -> operations().status().isRunning());
		this.workload.run(20);
		awaitSynced();
		assertCopiesEqual();
	}

	@Test
	void aPausedPipelineLosesNothing() throws Exception {
		operations().pause("redis");
		this.workload.run(20);
		await().atMost(SOON).until(() -> this.received.rows().equals(this.workload.rows()));
		assertThat(this.copies.inRedis()).isNotEqualTo(this.workload.rowsAsJson());
		// Elasticsearch, just started, may refuse a batch once before it takes it.
		await().atMost(SOON).until(() -> health().getStatus().equals(Status.UNKNOWN));
		operations().resume("redis");
		awaitSynced();
		assertCopiesEqual();
	}

	private void assertCopiesEqual() throws IOException {
		Map<String, JsonNode> rows = this.workload.rowsAsJson();
		assertThat(this.copies.inRedis()).containsExactlyInAnyOrderEntriesOf(rows);
		assertThat(this.copies.inElasticsearch()).containsExactlyInAnyOrderEntriesOf(rows);
		assertThat(this.received.rows()).containsExactlyInAnyOrderEntriesOf(this.workload.rows());
	}

	private void awaitSynced() throws InterruptedException {
		operations().awaitSynced(SOON);
	}

	private CanalOperations operations() {
		return this.context.getBean(CanalOperations.class);
	}

	private State state(String pipeline) {
		return operations().status()
			.pipelines()
			.stream()
			.filter((status) -> status.name().equals(pipeline))
			.findFirst()
			.orElseThrow()
			.state();
	}

	private Health health() {
		Health health = this.context.getBean(CanalHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

	private ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(ShopApplication.class).web(WebApplicationType.NONE)
			.initializers((context) -> context.getBeanFactory().registerSingleton("received", this.received))
			.run("--spring.application.name=" + this.table, "--shop.table=shop." + this.table,
					"--spring.datasource.url=" + database.jdbcUrl("shop"), "--spring.datasource.username=nobody",
					"--canal.server.user-name=" + database.canalUser(),
					"--canal.server.user-pass=" + database.canalPassword(), "--canal.retry.max-delay=500ms",
					"--canal.checkpoint.directory=" + this.directory, "--spring.data.redis.host=" + redis.host(),
					"--spring.data.redis.port=" + redis.port(), "--spring.elasticsearch.uris=" + elasticsearch.url(),
					"--canal.sinks.redis[0].table=${shop.table}", "--canal.sinks.redis[0].key=" + this.table + ":{id}",
					"--canal.sinks.elasticsearch[0].table=${shop.table}",
					"--canal.sinks.elasticsearch[0].index=" + this.table, "--canal.sinks.elasticsearch[0].id={id}",
					"--canal.sinks.elasticsearch[1].table=${shop.table}",
					"--canal.sinks.elasticsearch[1].index=" + this.table + "-2",
					"--canal.sinks.elasticsearch[1].id={id}");
	}

}
