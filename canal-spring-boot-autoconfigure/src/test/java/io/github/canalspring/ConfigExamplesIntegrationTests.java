package io.github.canalspring;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.servers.CanalServer;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.KafkaServer;
import io.github.canalspring.servers.RabbitMqServer;
import io.github.canalspring.servers.RedisServer;
import io.github.canalspring.servers.ZookeeperServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Starts an application with each of the configurations in {@code config-examples}, of
 * which only hosts, ports and passwords are others, on real servers.
 */
class ConfigExamplesIntegrationTests {

	private static final Path EXAMPLES = Path.of("../config-examples");

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final DatabaseServer mysql = DatabaseServer.mysql80()
		.option("--default-authentication-plugin=mysql_native_password")
		.start();

	private static final DatabaseServer mariadb = DatabaseServer.mariadb().start();

	private static final RedisServer redisServer = RedisServer.create().start();

	private static final ElasticsearchServer elasticsearchServer = ElasticsearchServer.latest().start();

	private static final KafkaServer kafka = KafkaServer.builder().start();

	private static RabbitMqServer rabbit;

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext context;

	@BeforeAll
	static void createTables() throws SQLException {
		for (DatabaseServer database : List.of(mysql, mariadb)) {
			sql(database, "CREATE DATABASE shop",
					"CREATE TABLE shop.product (id BIGINT PRIMARY KEY, sku VARCHAR(40) NOT NULL, name VARCHAR(200), "
							+ "price DECIMAL(10, 2) NOT NULL, cost_price DECIMAL(10, 2), stock INT NOT NULL, category_id INT)",
					"INSERT INTO shop.product VALUES (1, 'S-1', 'One', 9.50, 5, 3, 7)");
		}
		// Which MySQL asks for up to 8.0.21, to read existing rows.
		sql(mysql, "GRANT LOCK TABLES ON *.* TO " + mysql.canalUser() + "@'%'");
	}

	@AfterAll
	static void closeServers() {
		if (rabbit != null) {
			rabbit.close();
		}
		kafka.close();
		elasticsearchServer.close();
		redisServer.close();
		mariadb.close();
		mysql.close();
	}

	@BeforeEach
	void forget() {
		Handlers.seen.clear();
	}

	@AfterEach
	void close() throws Exception {
		if (this.context == null) {
			return;
		}
		this.context.close();
		this.context = null;
		// Not before, as what is applied still would be the next example's.
		RedisClient redis = RedisClient.create("redis://" + redisServer.host() + ":" + redisServer.port());
		try (StatefulRedisConnection<String, String> connection = redis.connect()) {
			connection.sync().flushall();
		}
		finally {
			redis.shutdown();
		}
		try (Rest5Client client = elasticsearch()) {
			client
				.performRequest(new Request("DELETE", "/product,product-v1,canal-checkpoint?ignore_unavailable=true"));
		}
		for (DatabaseServer database : List.of(mysql, mariadb)) {
			sql(database, "DELETE FROM shop.product WHERE id > 1");
		}
	}

	@Test
	void everyExampleIsListedAndStarted() throws IOException {
		List<String> names;
		try (Stream<Path> folders = Files.list(EXAMPLES)) {
			names = folders.filter(Files::isDirectory).map((folder) -> folder.getFileName().toString()).toList();
		}
		String readme = Files.readString(EXAMPLES.resolve("README.md"));
		assertThat(names).isNotEmpty().allMatch((name) -> readme.contains("| [" + name + "](" + name));
		assertThat(Arrays.stream(ConfigExamplesIntegrationTests.class.getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.map((method) -> method.getName().replaceAll("([A-Z])", "-$1").toLowerCase())).containsAll(names);
	}

	@Test
	void mysql() throws Exception {
		run("mysql", database(mysql));
		add(mysql);
		awaitKey("product:1");
		awaitKey("product:2");
		awaitDocument("product", 2);
		awaitEvent(2);
		assertThat(redis().opsForValue().get("product:2")).contains("\"S-2\"").doesNotContain("cost_price");
	}

	@Test
	void mariadb() throws Exception {
		run("mariadb",
				Map.of("spring.datasource.url", mariadb.jdbcUrl("shop"), "DB_PASSWORD", mariadb.canalPassword()));
		add(mariadb);
		awaitEvent(2);
	}

	@Test
	void canalServer() throws Exception {
		try (CanalServer server = CanalServer.of(mysql, "shop").start()) {
			run("canal-server",
					Map.of("canal.server.port", Integer.toString(server.port()), "CANAL_PASSWORD", "canal"));
			awaitChange(mysql);
			close();
		}
	}

	@Test
	void canalCluster() throws Exception {
		try (ZookeeperServer zookeeper = ZookeeperServer.create().start();
				CanalServer server = CanalServer.of(mysql, "shop").cluster(zookeeper).start()) {
			assertThat(server.port()).isPositive();
			run("canal-cluster", Map.of("canal.server.zookeeper", zookeeper.host() + ":" + zookeeper.port(),
					"CANAL_PASSWORD", "canal"));
			awaitChange(mysql);
			close();
		}
	}

	@Test
	void subscriptionTable() throws Exception {
		try (Connection connection = connect(mysql)) {
			ScriptUtils.executeSqlScript(connection,
					new ClassPathResource("io/github/canalspring/subscription/schema-mysql.sql"));
		}
		run("subscription-table", database(mysql));
		sql(mysql, "INSERT INTO baker_sys_canal.baker_canal_config (db_name, tb_name) VALUES ('shop', 'product')");
		add(mysql);
		awaitKey("product:1");
		awaitKey("product:2");
		awaitEvent(2);
	}

	@Test
	void kafkaCanalFlat() throws Exception {
		throughKafka("kafka-canal-flat", "canal-shop");
	}

	@Test
	void kafkaDebezium() throws Exception {
		throughKafka("kafka-debezium", "shop.shop.product");
	}

	@Test
	void kafkaMaxwell() throws Exception {
		throughKafka("kafka-maxwell", "maxwell");
	}

	private void throughKafka(String example, String topic) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
		}
		Map<String, String> properties = new HashMap<>(database(mysql));
		properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
		run(example, properties);
		add(mysql);
		awaitKey("product:1");
		awaitKey("product:2");
	}

	@Test
	void rabbitmq() throws Exception {
		Optional<RabbitMqServer> available = RabbitMqServer.available();
		Assumptions.assumeTrue(available.isPresent(), "There is neither RabbitMQ nor Docker here");
		rabbit = available.orElseThrow().start();
		Map<String, String> properties = new HashMap<>(database(mysql));
		properties.put("spring.rabbitmq.port", Integer.toString(rabbit.port()));
		run("rabbitmq", properties);
		add(mysql);
		awaitKey("product:1");
		awaitKey("product:2");
	}

	@Test
	void redisOnly() throws Exception {
		run("redis-only", database(mysql));
		redis().opsForValue().set("product:page:2", "cached");
		add(mysql);
		awaitKey("product:2");
		await().atMost(SOON).until(() -> !redis().hasKey("product:page:2"));
		assertThat(redis().opsForValue().get("product:sku:S-2")).isEqualTo("2");
		assertThat(redis().opsForZSet().score("category:7:products", "2")).isEqualTo(19.5);
		assertThat(redis().getExpire("product:2")).isPositive();
	}

	@Test
	void elasticsearchOnly() throws Exception {
		run("elasticsearch-only", database(mysql));
		add(mysql);
		awaitDocument("products", 1);
		awaitDocument("products", 2);
	}

	private void run(String example, Map<String, String> replaced) {
		boolean handlers = !example.endsWith("-only");
		List<String> arguments = new ArrayList<>(List.of(
				"--spring.config.location=file:" + EXAMPLES + "/" + example + "/", "--spring.main.banner-mode=off",
				"--canal.checkpoint.directory=" + this.directory, "--spring.data.redis.port=" + redisServer.port(),
				"--spring.elasticsearch.uris=" + elasticsearchServer.url()));
		if (!example.equals("mariadb")) {
			// The others are of applications that have no starter for a DataSource.
			arguments.add("--spring.autoconfigure.exclude=" + DataSourceAutoConfiguration.class.getName());
		}
		replaced.forEach((name, value) -> arguments.add("--" + name + "=" + value));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.sources(handlers ? new Class<?>[] { Handlers.class } : new Class<?>[0])
			.run(arguments.toArray(String[]::new));
		await().atMost(SOON).until(() -> this.context.getBean(CanalOperations.class).status().isRunning());
	}

	private static Map<String, String> database(DatabaseServer database) {
		return Map.of("canal.server.port", Integer.toString(database.port()), "CANAL_PASSWORD",
				database.canalPassword());
	}

	private static void add(DatabaseServer database) throws SQLException {
		sql(database, "INSERT INTO shop.product VALUES (2, 'S-2', 'Two', 19.50, 7, 4, 7)");
	}

	/** A Canal server that has no cursor yet begins at the newest change. */
	private void awaitChange(DatabaseServer database) {
		await().atMost(SOON).until(() -> {
			sql(database, "UPDATE shop.product SET stock = stock + 1 WHERE id = 1");
			return Handlers.seen.contains(1L) && redis().hasKey("product:1");
		});
	}

	private static void awaitEvent(long id) {
		await().atMost(SOON).until(() -> Handlers.seen.contains(id));
	}

	private void awaitKey(String key) {
		await().atMost(SOON).until(() -> redis().hasKey(key));
	}

	private static void awaitDocument(String index, int id) throws Exception {
		try (Rest5Client client = elasticsearch()) {
			// It may not be there yet, or not have been opened.
			await().atMost(SOON)
				.ignoreException(ResponseException.class)
				.until(() -> new String(client.performRequest(new Request("GET", "/" + index + "/_search?q=_id:" + id))
					.getEntity()
					.getContent()
					.readAllBytes(), StandardCharsets.UTF_8).contains("\"S-" + id + "\""));
		}
	}

	private StringRedisTemplate redis() {
		return this.context.getBean(StringRedisTemplate.class);
	}

	private static Rest5Client elasticsearch() {
		return Rest5Client.builder(URI.create(elasticsearchServer.url())).build();
	}

	private static Connection connect(DatabaseServer database) throws SQLException {
		return DriverManager.getConnection(database.jdbcUrl(), database.rootUser(), database.rootPassword());
	}

	private static void sql(DatabaseServer database, String... statements) throws SQLException {
		try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	/**
	 * An application without code.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * What an application adds that handles changes.
	 */
	static class Handlers {

		private static final Set<Long> seen = new ConcurrentSkipListSet<>();

		@CanalTable("shop.product")
		void changed(RowEvent<Row> event) {
			if (event instanceof InsertEvent<Row> insert) {
				seen.add(insert.after().getLong("id"));
			}
			else if (event instanceof UpdateEvent<Row> update) {
				seen.add(update.after().getLong("id"));
			}
		}

	}

}
