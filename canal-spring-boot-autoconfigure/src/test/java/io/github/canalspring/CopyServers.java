package io.github.canalspring;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A database and what an application copies it to, for a test that damages the copies.
 */
final class CopyServers implements AutoCloseable {

	private final DatabaseServer database;

	private final RedisServer redis = RedisServer.create().start();

	private final ElasticsearchServer elasticsearch = ElasticsearchServer.latest().start();

	private final Connection connection;

	CopyServers(DatabaseServer database) {
		this.database = database;
		try {
			this.connection = DriverManager.getConnection(database.jdbcUrl(), database.rootUser(),
					database.rootPassword());
			sql("CREATE DATABASE IF NOT EXISTS shop", "USE shop");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	Connection connection() {
		return this.connection;
	}

	/** For somebody who writes beside the test. */
	Connection connect() throws SQLException {
		return DriverManager.getConnection(this.database.jdbcUrl("shop"), this.database.rootUser(),
				this.database.rootPassword());
	}

	void sql(String... statements) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	/** What tells an application where they are. */
	Stream<String> arguments(String name, Path directory) {
		return Stream.of("--spring.application.name=" + name, "--canal.server.ip=" + this.database.host(),
				"--canal.server.port=" + this.database.port(), "--canal.server.user-name=" + this.database.canalUser(),
				"--canal.server.user-pass=" + this.database.canalPassword(), "--canal.retry.max-delay=500ms",
				"--canal.checkpoint.directory=" + directory, "--spring.data.redis.host=" + this.redis.host(),
				"--spring.data.redis.port=" + this.redis.port(),
				"--spring.elasticsearch.uris=" + this.elasticsearch.url());
	}

	/** Ask Elasticsearch by the application's client. */
	static JsonNode call(ConfigurableApplicationContext context, String method, String path, String body)
			throws Exception {
		Request request = new Request(method, path.split("\\?")[0]);
		if (path.contains("?")) {
			for (String parameter : path.split("\\?")[1].split("&")) {
				request.addParameter(parameter.split("=")[0], parameter.split("=")[1]);
			}
		}
		if (!body.isEmpty()) {
			request.setJsonEntity(body);
		}
		Response response = context.getBean(Rest5Client.class).performRequest(request);
		return JsonMapper.shared().readTree(response.getEntity().getContent().readAllBytes());
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
		this.elasticsearch.close();
		this.redis.close();
		this.database.close();
	}

}
