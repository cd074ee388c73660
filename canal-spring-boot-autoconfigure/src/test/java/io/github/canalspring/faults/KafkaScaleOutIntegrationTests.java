package io.github.canalspring.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.EmbeddedServer;
import io.github.canalspring.servers.KafkaServer;
import io.github.canalspring.servers.RedisServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One application reads the binlog into a topic of six partitions, and instances of
 * another share these: one joins, one is killed, and one is frozen for so long that
 * others have its partitions when it wakes up. No copy ever goes back, and at the end all
 * are right.
 */
@Timeout(240)
class KafkaScaleOutIntegrationTests {

	private static final int PARTITIONS = 6;

	private static final DatabaseServer database = DatabaseServer.mariadb().build();

	private static final RedisServer redis = RedisServer.create();

	private static final ElasticsearchServer elasticsearch = ElasticsearchServer.latest().build();

	private static final KafkaServer kafka = KafkaServer.builder()
		.setting("group.min.session.timeout.ms", "1000")
		.build();

	private static final List<Child> started = new ArrayList<>();

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private static Path home;

	@BeforeAll
	static void start() {
		Stream.of(database, redis, elasticsearch, kafka).parallel().forEach(EmbeddedServer::start);
	}

	@AfterAll
	static void close() {
		started.forEach(Child::kill);
		Stream.of(kafka, elasticsearch, redis, database).forEach(EmbeddedServer::close);
	}

	@Test
	void instancesShareThePartitionsWhileOthersComeAndGo() throws Exception {
		Workload.createTables(database);
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
			admin.createTopics(List.of(new NewTopic("shop", PARTITIONS, (short) 1))).all().get();
		}
		Judge judge = new Judge(database);
		List<Workload> workloads = List.of(new Workload(database, 1), new Workload(database, 2));
		workloads.forEach((workload) -> workload.seed(7));
		ElasticsearchCopies documents = new ElasticsearchCopies(elasticsearch);
		List<String> findings;
		Child second;
		try (RedisCopies copies = new RedisCopies(redis);
				Watch redisWatch = new Watch("Redis", () -> copies.revisions(workloads));
				Watch documentWatch = new Watch("Elasticsearch", () -> documents.revisions(workloads))) {
			Child first = start("first");
			second = start("second");
			try (ConfigurableApplicationContext reader = binlogReader()) {
				comeAndGo(first, second, workloads);
				Judge.awaitNone(Stage.PATIENCE,
						() -> judge.redis(List.of(redis), (key) -> !key.startsWith("product:sku:")),
						KafkaScaleOutIntegrationTests::context);
				Judge.awaitNone(Stage.PATIENCE, () -> judge.elasticsearch(elasticsearch),
						KafkaScaleOutIntegrationTests::context);
				assertThat(reader.isRunning()).isTrue();
			}
			assertThat(redisWatch.checks()).isPositive();
			assertThat(documentWatch.checks()).isPositive();
			findings = Stream.concat(redisWatch.findings().stream(), documentWatch.findings().stream()).toList();
		}
		assertThat(findings).as("What went back to an older version of its row").isEmpty();
		assertThat(judge.compared()).isPositive();
		second.stop();
	}

	private static void comeAndGo(Child first, Child second, List<Workload> workloads) {
		try (Writers writers = new Writers(workloads)) {
			awaitShared("first", "second");
			start("third");
			writers.awaitProgress(25);
			awaitShared("third");
			writers.awaitProgress(25);
			first.kill();
			writers.awaitProgress(25);
			second.pause();
			first.start();
			// Longer than the group waits for it.
			Writers.pass(3500);
			writers.awaitProgress(20);
			second.resume();
			writers.awaitProgress(25);
		}
	}

	private static ConfigurableApplicationContext binlogReader() {
		return new SpringApplicationBuilder(BinlogReader.class).web(WebApplicationType.NONE)
			.properties(Map.of("canal.server.ip", database.host() + ":" + database.port(), "canal.server.user-name",
					database.canalUser(), "canal.server.user-pass", database.canalPassword(), "canal.server.dest",
					"binlog", "canal.checkpoint.directory", home.resolve("reader"), "canal.sinks.kafka[0].table",
					"shop.*", "canal.sinks.kafka[0].topic", "shop", "canal.sinks.kafka[0].format", "canal-flat",
					"spring.kafka.bootstrap-servers", kafka.bootstrapServers()))
			.run();
	}

	private static Child start(String name) {
		Child child = new Child(ChildApplication.class, List.of("--canal.server.type=kafka",
				"--canal.server.kafka.topics=shop", "--canal.server.kafka.format=canal-flat",
				"--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
				"--spring.kafka.consumer.properties.session.timeout.ms=3000",
				"--spring.kafka.consumer.properties.heartbeat.interval.ms=500", "--spring.data.redis.host=127.0.0.1",
				"--spring.data.redis.port=" + redis.port(), "--spring.elasticsearch.uris=" + elasticsearch.url(),
				"--canal.checkpoint.directory=" + home.resolve(name), "--canal.handlers.on-error=hold",
				"--faults.poison=" + home.resolve("poison"), "--faults.journal=" + home.resolve(name + ".journal")),
				home.resolve(name + ".log"));
		child.start();
		started.add(child);
		return child;
	}

	/** Wait until each of them has partitions. */
	private static void awaitShared(String... logs) {
		Judge.awaitNone(Stage.PATIENCE,
				() -> Stream.of(logs).filter((log) -> !read(log).contains("shop-redis: reads [shop-")).toList(),
				KafkaScaleOutIntegrationTests::context);
	}

	private static String read(String log) {
		try {
			return Files.readString(home.resolve(log + ".log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String context() {
		return home + "\n" + started.stream().map(Child::output).collect(Collectors.joining("\n"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class BinlogReader {

	}

}
