package io.github.canalspring.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.canalspring.faults.Rule.Moment;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An index is built anew while rows change, everybody searches, and the application or
 * Elasticsearch is killed at every step.
 */
@Timeout(900)
class ReindexFaultsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(240);

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	/** These are only updated; as many others come and go. */
	private static final int STABLE = 600;

	private static DatabaseServer database;

	private static ElasticsearchServer elasticsearch;

	private static Proxy proxy;

	@TempDir
	private Path home;

	private final Random random = new Random(7);

	private final List<String> wrong = new CopyOnWriteArrayList<>();

	private final AtomicInteger searches = new AtomicInteger();

	private final Map<Integer, Long> seen = new ConcurrentHashMap<>();

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

	private String settings = "--debug=false";

	private Connection writer;

	private Child child;

	@BeforeAll
	static void startServers() {
		database = DatabaseServer.mariadb().start();
		elasticsearch = ElasticsearchServer.latest().start();
		proxy = new Proxy("elasticsearch", new InetSocketAddress(elasticsearch.host(), elasticsearch.port()));
	}

	@AfterAll
	static void stopServers() {
		proxy.close();
		elasticsearch.close();
		database.close();
	}

	@BeforeEach
	void begin() throws Exception {
		this.writer = DriverManager.getConnection(database.jdbcUrl("mysql"), database.rootUser(),
				database.rootPassword());
		sql("CREATE DATABASE shop", "USE shop",
				"CREATE TABLE product (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, stable BIT(1) NOT NULL, "
						+ "revision BIGINT NOT NULL)",
				"INSERT INTO product SELECT seq, CONCAT('Name ', seq), seq <= " + STABLE + ", 0 FROM seq_1_to_"
						+ 2 * STABLE);
		this.child = new Child(ReindexApplication.class,
				List.of("--canal.server.ip=" + database.host(), "--canal.server.port=" + database.port(),
						"--canal.server.user-name=" + database.canalUser(),
						"--canal.server.user-pass=" + database.canalPassword(), "--canal.retry.max-delay=300ms",
						"--canal.checkpoint.directory=" + this.home.resolve("positions"),
						"--spring.elasticsearch.uris=http://127.0.0.1:" + proxy.port(),
						"--spring.elasticsearch.connection-timeout=1s", "--spring.elasticsearch.socket-timeout=3s",
						"--canal.sinks.elasticsearch[0].table=shop.product",
						"--canal.sinks.elasticsearch[0].index=product", "--canal.sinks.elasticsearch[0].id={id}"),
				Path.of("target", "reindex-child.log"));
	}

	@AfterEach
	void end() throws Exception {
		this.executor.shutdownNow();
		this.executor.awaitTermination(10, TimeUnit.SECONDS);
		this.child.kill();
		sql("DROP DATABASE shop");
		this.writer.close();
	}

	/**
	 * One story: the index becomes one behind an alias, and is then built anew by another
	 * mapping.
	 */
	@Test
	void searchesFindEverythingAllTheTime() throws Exception {
		this.child.start();
		await().atMost(PATIENCE).ignoreExceptions().until(() -> refreshed("product") == 2 * STABLE);
		this.executor.scheduleWithFixedDelay(this::write, 0, 10, TimeUnit.MILLISECONDS);
		this.executor.scheduleWithFixedDelay(this::search, 0, 10, TimeUnit.MILLISECONDS);
		this.child.stop();

		rebuild("product-000001", Rule.onRequest(Moment.BEFORE, "PUT /product-000001", 1, this.child::kill),
				Rule.onRequest(Moment.BEFORE_ANSWER, "\"_index\":\"product-000001", STABLE, this::killElasticsearch),
				Rule.onRequest(Moment.BEFORE, "POST /_mget", 1, this.child::kill),
				Rule.onRequest(Moment.BEFORE_ANSWER, "POST /_aliases", 1, this.child::kill));
		assertThat(get("/product").propertyNames()).containsExactly("product-000001");

		Path settings = Files.writeString(this.home.resolve("product.json"), """
				{"mappings": {"dynamic": false, "properties": {
					"id": {"type": "long"}, "name": {"type": "keyword"}, "stable": {"type": "boolean"}}}}""");
		this.child.kill();
		this.settings = "--canal.sinks.elasticsearch[0].settings=file:" + settings;
		rebuild("product-000002", Rule.onRequest(Moment.BEFORE_ANSWER, "PUT /product-000002", 1, this.child::kill),
				Rule.onRequest(Moment.BEFORE, "POST /_aliases", 1, this.child::kill),
				Rule.onRequest(Moment.BEFORE, "DELETE /product-000001", 1, this.child::kill));
		await().atMost(PATIENCE).ignoreExceptions().until(() -> {
			// The last kill ended it.
			this.child.start(this.settings);
			return List.copyOf(get("/product-*").propertyNames()).equals(List.of("product-000002"));
		});
		assertThat(get("/product/_mapping").findValue("name").path("type").asString()).isEqualTo("keyword");

		this.executor.shutdown();
		assertThat(this.executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.wrong).isEmpty();
		assertThat(this.searches).hasValueGreaterThan(100);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(documents()).as(this.child::output).isEqualTo(rows()));
		assertThat(this.child.errors()).isEmpty();
	}

	/** What the application calls is what the documentation says. */
	@Test
	void theDocumentationSaysWhatToCall() throws Exception {
		String source = Files.readString(Path.of("src/test/java/io/github/canalspring/faults/ProductReindex.java"));
		assertThat(Files.readString(Path.of("../docs/resync.md")))
			.containsIgnoringWhitespaces(source.substring(source.indexOf("import")));
	}

	/** From the request to the end, with kills on the way. */
	private void rebuild(String index, Rule... kills) {
		List<Rule> rules = List.of(kills);
		rules.forEach(proxy::add);
		this.child.start(this.settings, "--faults.rebuild=true");
		await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
			if (!this.child.isAlive()) {
				this.child.start(this.settings);
			}
			assertThat(rules).as(this.child::output).allMatch(Rule::hasRun);
			assertThat(get("/product").has(index)).isTrue();
		});
		// The last kill is over then, and does not end an application that is started
		// later.
		proxy.clearRules();
	}

	/** It may lose what it had shown already and not acknowledged. */
	private void killElasticsearch() {
		synchronized (this.seen) {
			elasticsearch.kill();
			this.seen.clear();
		}
		elasticsearch.start();
	}

	private void write() {
		try (Statement statement = this.writer.createStatement()) {
			int other = STABLE + 1 + this.random.nextInt(2 * STABLE);
			statement.execute(switch (this.random.nextInt(4)) {
				case 0 -> "DELETE FROM product WHERE id = " + other;
				case 1 -> "INSERT IGNORE INTO product VALUES (" + other + ", 'Name " + other + "', 0, 0)";
				default -> "UPDATE product SET revision = revision + 1 WHERE id IN ("
						+ (1 + this.random.nextInt(STABLE)) + ", " + other + ", 7)";
			});
		}
		catch (SQLException ex) {
			this.wrong.add(ex.toString());
		}
	}

	private void search() {
		try {
			JsonNode counted = get("/product/_count?q=stable:true");
			if (counted.path("_shards").path("failed").asInt() == 0) {
				this.searches.incrementAndGet();
				if (counted.path("count").asInt() != STABLE) {
					this.wrong.add("A search finds " + counted);
				}
			}
			for (int id : List.of(7, 1 + this.random.nextInt(STABLE))) {
				synchronized (this.seen) {
					see(id);
				}
			}
		}
		catch (IOException | IllegalStateException ex) {
			// Elasticsearch is not there, or not yet.
			this.searches.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void see(int id) throws IOException, InterruptedException {
		JsonNode document = get("/product/_doc/" + id);
		long revision = document.path("_source").path("revision").asLong(-1);
		if (revision < this.seen.getOrDefault(id, 0L)) {
			this.wrong.add("After revision " + this.seen.get(id) + " comes " + document);
		}
		this.seen.merge(id, revision, Math::max);
	}

	private int refreshed(String index) throws Exception {
		get("/" + index + "/_refresh");
		return get("/" + index + "/_count").path("count").asInt();
	}

	private Map<Integer, Long> rows() throws SQLException {
		Map<Integer, Long> rows = new TreeMap<>();
		try (Statement statement = this.writer.createStatement();
				ResultSet found = statement.executeQuery("SELECT id, revision FROM product")) {
			while (found.next()) {
				rows.put(found.getInt(1), found.getLong(2));
			}
		}
		return rows;
	}

	private Map<Integer, Long> documents() throws Exception {
		get("/product/_refresh");
		Map<Integer, Long> documents = new TreeMap<>();
		for (JsonNode hit : get("/product/_search?size=10000").path("hits").path("hits")) {
			documents.put(hit.path("_id").asInt(), hit.path("_source").path("revision").asLong());
		}
		return documents;
	}

	private static JsonNode get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(elasticsearch.url() + path))
			.timeout(Duration.ofSeconds(10))
			.build();
		HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
		if (response.statusCode() == 503) {
			throw new IllegalStateException("Not started yet");
		}
		return JsonMapper.shared().readTree(response.body());
	}

	private void sql(String... statements) throws SQLException {
		try (Statement statement = this.writer.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
