package shop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's dependency, configuration and handlers in an application of their own, with
 * the addresses of test servers as the only addition.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTests {

	@Test
	void theReadmeWorks(CapturedOutput output) throws Exception {
		try (DatabaseServer database = DatabaseServer.mariadb().start();
				RedisServer redis = RedisServer.builder().start();
				ElasticsearchServer elasticsearch = ElasticsearchServer.latest().start();
				Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.rootUser(),
						database.rootPassword());
				Statement sql = connection.createStatement()) {
			sql.execute("CREATE DATABASE shop");
			sql.execute("CREATE TABLE shop.product (id BIGINT PRIMARY KEY, sku VARCHAR(20), name VARCHAR(100),"
					+ " price DECIMAL(10,2), stock INT)");
			sql.execute("INSERT INTO shop.product VALUES (1, 'A-1', 'Here before the application', 9.90, 3)");
			try (ConfigurableApplicationContext application = new SpringApplicationBuilder(ShopApplication.class)
				.run("--canal.server.port=" + database.port(), "--CANAL_PASSWORD=canal",
						"--spring.data.redis.port=" + redis.port(),
						"--spring.elasticsearch.uris=" + elasticsearch.url(),
						"--canal.checkpoint.directory=target/checkpoint")) {
				CanalOperations canal = application.getBean(CanalOperations.class);
				StringRedisTemplate template = application.getBean(StringRedisTemplate.class);
				sql.execute("INSERT INTO shop.product VALUES (2, 'B-2', 'New', 1.00, 0)");
				sql.execute("UPDATE shop.product SET price = 2.50 WHERE id = 2");
				canal.awaitSynced(Duration.ofSeconds(60));
				assertThat(template.opsForValue().get("product:1")).contains("\"Here before the application\"");
				assertThat(template.opsForValue().get("product:2"))
					.isEqualTo("{\"id\":2,\"sku\":\"B-2\",\"name\":\"New\",\"price\":2.50,\"stock\":0}");
				assertThat(get(elasticsearch.url() + "/product/_search?q=sku:B-2")).contains("\"price\":2.50");
				assertThat(output).contains("New product B-2").contains("B-2 now costs 2.50");
				sql.execute("DELETE FROM shop.product WHERE id = 2");
				canal.awaitSynced(Duration.ofSeconds(60));
				assertThat(template.hasKey("product:2")).isFalse();
				assertThat(get(elasticsearch.url() + "/product/_count")).contains("\"count\":1");
				assertThat(output).contains("B-2 is gone");
			}
		}
	}

	private static String get(String url) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

}
