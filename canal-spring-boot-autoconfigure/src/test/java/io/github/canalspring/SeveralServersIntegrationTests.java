package io.github.canalspring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.ShopApplication.Received;
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

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that reads two databases with a table of the same name: each has its own
 * handlers and copies, in one Redis and one Elasticsearch.
 */
class SeveralServersIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final DatabaseServer main = DatabaseServer.mariadb().start();

	private static final DatabaseServer stock = DatabaseServer.mariadb().start();

	private static final RedisServer redis = RedisServer.create().start();

	private static final ElasticsearchServer elasticsearch = ElasticsearchServer.latest().start();

	@TempDir
	private Path directory;

	private final Shop mainShop = new Shop(main, "main");

	private final Shop stockShop = new Shop(stock, "stock");

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.mainShop.create(30);
		this.stockShop.create(20);
		this.context = run();
		await().atMost(SOON).until(() -> operations().status().isRunning());
	}

	@AfterEach
	void close() throws IOException {
		this.context.close();
		this.mainShop.copies.close();
		this.stockShop.copies.close();
	}

	@AfterAll
	static void closeServers() {
		elasticsearch.close();
		redis.close();
		stock.close();
		main.close();
	}

	@Test
	void eachDatabaseHasItsOwnCopiesPositionsAndHandlers() throws Exception {
		this.mainShop.workload.run(50);
		this.stockShop.workload.run(60);
		operations().awaitSynced(SOON);
		assertCopiesEqual();
		List<String> pipelines = List.of("elasticsearch", "handlers", "redis", "stock-elasticsearch", "stock-handlers",
				"stock-redis");
		assertThat(this.context.getBean(CanalHealthIndicator.class).health().getDetails())
			.containsOnlyKeys(pipelines.toArray(String[]::new));
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		assertThat(pipelines).allSatisfy((pipeline) -> assertThat(
				registry.get("canal.events").tag("pipeline", pipeline).functionCounter().count())
			.isPositive());

		stock.stop();
		this.mainShop.workload.run(20);
		await().atMost(SOON).untilAsserted(this.mainShop::assertCopiesEqual);
		await().atMost(SOON)
			.until(() -> states("stock-").noneMatch((state) -> state == State.RUNNING)
					&& states("redis").allMatch((state) -> state == State.RUNNING));
		this.context.close();
		stock.start();
		this.stockShop.workload.run(30);
		this.context = run();
		operations().awaitSynced(SOON);
		assertCopiesEqual();
		this.mainShop.assertEachEventOnce();
		this.stockShop.assertEachEventOnce();
	}

	private void assertCopiesEqual() throws IOException {
		this.mainShop.assertCopiesEqual();
		this.stockShop.assertCopiesEqual();
	}

	private Stream<State> states(String prefix) {
		return operations().status()
			.pipelines()
			.stream()
			.filter((pipeline) -> pipeline.name().startsWith(prefix))
			.map(PipelineStatus::state);
	}

	private CanalOperations operations() {
		return this.context.getBean(CanalOperations.class);
	}

	private ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).initializers((context) -> {
			context.getBeanFactory().registerSingleton("mainReceived", this.mainShop.received);
			context.getBeanFactory().registerSingleton("stockReceived", this.stockShop.received);
		})
			.run(Stream
				.of(server("canal.server", main), server("canal.servers.stock", stock), sinks("canal", "main"),
						sinks("canal.servers.stock", "stock"),
						Stream.of("--spring.application.name=shop", "--shop.table=shop.product",
								"--canal.retry.max-delay=500ms", "--canal.checkpoint.directory=" + this.directory,
								"--spring.data.redis.host=" + redis.host(), "--spring.data.redis.port=" + redis.port(),
								"--spring.elasticsearch.uris=" + elasticsearch.url()))
				.flatMap((arguments) -> arguments)
				.toArray(String[]::new));
	}

	private static Stream<String> server(String prefix, DatabaseServer database) {
		return Stream
			.of(".ip=" + database.host(), ".port=" + database.port(), ".user-name=" + database.canalUser(),
					".user-pass=" + database.canalPassword())
			.map((setting) -> "--" + prefix + setting);
	}

	private static Stream<String> sinks(String prefix, String copy) {
		return Stream
			.of(".sinks.redis[0].table=${shop.table}", ".sinks.redis[0].key=" + copy + ":{id}",
					".sinks.elasticsearch[0].table=${shop.table}", ".sinks.elasticsearch[0].index=" + copy,
					".sinks.elasticsearch[0].id={id}")
			.map((setting) -> "--" + prefix + setting);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		@Bean
		ShopApplication.Handlers mainHandlers(Received mainReceived) {
			return new ShopApplication.Handlers(mainReceived);
		}

		@Bean
		StockHandlers stockHandlers(Received stockReceived) {
			return new StockHandlers(stockReceived);
		}

	}

	@CanalTable(value = "${shop.table}", server = "stock")
	static class StockHandlers extends ShopApplication.Handlers {

		StockHandlers(Received received) {
			super(received);
		}

	}

	/**
	 * A database and what is made of it.
	 */
	private static final class Shop {

		private final ShopWorkload workload;

		private final ShopCopies copies;

		private final Received received = new Received();

		private int existing;

		private Shop(DatabaseServer database, String copy) {
			this.workload = new ShopWorkload(database, "product");
			this.copies = new ShopCopies(redis, elasticsearch, copy);
		}

		private void create(int transactions) {
			this.workload.createTable();
			this.workload.run(transactions);
			this.existing = this.workload.events();
			this.received.begin(this.workload.rows());
		}

		private void assertCopiesEqual() throws IOException {
			assertThat(this.copies.inRedis()).containsExactlyInAnyOrderEntriesOf(this.workload.rowsAsJson());
			assertThat(this.copies.inElasticsearch()).containsExactlyInAnyOrderEntriesOf(this.workload.rowsAsJson());
			assertThat(this.received.rows()).containsExactlyInAnyOrderEntriesOf(this.workload.rows());
		}

		private void assertEachEventOnce() {
			assertThat(this.received.eventIds()).doesNotHaveDuplicates()
				.hasSize(this.workload.events() - this.existing);
		}

	}

}
