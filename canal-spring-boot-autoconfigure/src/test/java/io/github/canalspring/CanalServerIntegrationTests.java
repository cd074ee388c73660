package io.github.canalspring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.servers.CanalServer;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An application with a handler and a Redis sink that reads from a Canal server, which is
 * found out by its greeting.
 */
class CanalServerIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final DatabaseServer database = DatabaseServer.mysql80()
		.option("--default-authentication-plugin=mysql_native_password")
		.start();

	private static final CanalServer canal = CanalServer.of(database, "shop").start();

	private static final RedisServer redis = RedisServer.create().start();

	@TempDir
	private Path directory;

	@AfterAll
	static void close() {
		canal.close();
		redis.close();
		database.close();
	}

	@Test
	void handlersAndSinksFollowThroughRestartsOfBothSides() throws SQLException {
		sql("CREATE DATABASE shop", "CREATE TABLE shop.product (id INT PRIMARY KEY, name VARCHAR(40))");
		Handlers handlers = new Handlers();
		try (ConfigurableApplicationContext context = run(handlers)) {
			awaitBegin(handlers);
			sql("INSERT INTO shop.product VALUES (1, 'one'), (2, 'two')",
					"UPDATE shop.product SET name = 'eins' WHERE id = 1");
			await().atMost(SOON).untilAsserted(() -> assertSame(handlers));
			assertThat(context.getBean(CanalOperations.class).status().isRunning()).isTrue();
			// It writes its cursors down now and then, and without any it begins at the
			// newest change.
			await().atMost(SOON).until(CanalServerIntegrationTests::hasCursor);
			canal.stop();
			sql("INSERT INTO shop.product VALUES (3, 'three')", "DELETE FROM shop.product WHERE id = 2");
			canal.start();
			await().atMost(SOON).untilAsserted(() -> assertSame(handlers));
		}
		sql("INSERT INTO shop.product VALUES (4, 'four')", "UPDATE shop.product SET name = 'drei' WHERE id = 3");
		try (ConfigurableApplicationContext context = run(handlers)) {
			await().atMost(SOON).untilAsserted(() -> assertSame(handlers));
			CanalOperations operations = context.getBean(CanalOperations.class);
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> operations.resync("shop.product"))
				.withMessageContaining("Canal")
				.withMessageContaining("no tables");
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> operations.verify("shop.product"))
				.withMessageContaining("no tables");
		}
	}

	/** The newest change is where it begins, when it has found out which that is. */
	private static void awaitBegin(Handlers handlers) {
		await().atMost(SOON).until(() -> {
			sql("INSERT INTO shop.product VALUES (0, 'begin') ON DUPLICATE KEY UPDATE name = UUID()");
			return handlers.names.containsKey(0);
		});
	}

	private static boolean hasCursor() throws IOException {
		Path cursors = canal.dataDirectory().resolve("conf/shop/meta.dat");
		return Files.exists(cursors) && Files.readString(cursors).contains("journalName");
	}

	private ConfigurableApplicationContext run(Handlers handlers) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers(
					(context) -> ((GenericApplicationContext) context).registerBean(Handlers.class, () -> handlers))
			.properties("spring.main.banner-mode=off", "spring.data.redis.port=" + redis.port(),
					"canal.server.ip=127.0.0.1", "canal.server.port=" + canal.port(), "canal.server.dest=shop",
					"canal.server.user-name=canal", "canal.server.user-pass=canal", "canal.server.time-zone=UTC",
					"canal.checkpoint.directory=" + this.directory, "canal.sinks.redis[0].table=shop.product",
					"canal.sinks.redis[0].key=product:{id}", "canal.sinks.redis[0].value=text:{name}")
			.run();
	}

	private static void assertSame(Handlers handlers) throws SQLException {
		Map<Integer, String> rows = rows();
		assertThat(handlers.names).isEqualTo(rows);
		Map<String, String> expected = new TreeMap<>();
		rows.forEach((id, name) -> expected.put("product:" + id, name));
		assertThat(entries()).isEqualTo(expected);
	}

	private static Map<String, String> entries() {
		RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			Map<String, String> entries = new TreeMap<>();
			List<String> keys = new ArrayList<>(connection.sync().keys("product:*"));
			keys.forEach((key) -> entries.put(key, connection.sync().get(key)));
			return entries;
		}
		finally {
			client.shutdown();
		}
	}

	private static Map<Integer, String> rows() throws SQLException {
		Map<Integer, String> rows = new TreeMap<>();
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT id, name FROM shop.product")) {
			while (result.next()) {
				rows.put(result.getInt(1), result.getString(2));
			}
		}
		return rows;
	}

	private static void sql(String... statements) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private static Connection connect() throws SQLException {
		return DriverManager.getConnection(database.jdbcUrl(), database.rootUser(), database.rootPassword());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

	record Product(Integer id, String name) {

	}

	static class Handlers {

		private final Map<Integer, String> names = new ConcurrentSkipListMap<>();

		@CanalTable("shop.product")
		void changed(RowEvent<Product> event) {
			if (event instanceof DeleteEvent) {
				this.names.remove(event.row().id());
			}
			else {
				this.names.put(event.row().id(), event.row().name());
			}
		}

	}

}
