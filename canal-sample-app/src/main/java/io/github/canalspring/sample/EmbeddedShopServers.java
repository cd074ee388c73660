package io.github.canalspring.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.FileSystemUtils;

/**
 * Starts a MariaDB, a Redis and an Elasticsearch for the shop, unless a profile says that
 * there are others. They are as short-lived as the application: every start is the first.
 */
class EmbeddedShopServers implements ApplicationContextInitializer<GenericApplicationContext> {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedShopServers.class);

	@Override
	public void initialize(GenericApplicationContext context) {
		if (!context.getEnvironment().matchesProfiles("!external & !docker")) {
			return;
		}
		logger.info("Starting MariaDB, Redis and Elasticsearch; the first time, they are fetched");
		Servers servers = new Servers(context);
		CompletableFuture<ElasticsearchServer> elasticsearch = CompletableFuture.supplyAsync(servers::elasticsearch);
		DatabaseServer database = servers.database();
		RedisServer redis = servers.redis();
		Map<String, Object> properties = Map.ofEntries(Map.entry("spring.datasource.url", database.jdbcUrl("shop")),
				Map.entry("spring.datasource.username", database.rootUser()),
				Map.entry("spring.datasource.password", database.rootPassword()),
				Map.entry("canal.server.ip", database.host()), Map.entry("canal.server.port", database.port()),
				Map.entry("canal.server.user-name", database.canalUser()),
				Map.entry("canal.server.user-pass", database.canalPassword()),
				Map.entry("canal.checkpoint.directory", servers.checkpoints().toString()),
				Map.entry("spring.data.redis.host", redis.host()), Map.entry("spring.data.redis.port", redis.port()),
				Map.entry("spring.elasticsearch.uris", elasticsearch.join().url()));
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("shop servers", properties));
	}

	/**
	 * Has what it starts closed with the context: registered before any bean, and so
	 * closed after all of them.
	 */
	private record Servers(GenericApplicationContext context) {

		DatabaseServer database() {
			return closing(DatabaseServer.mariadb().start());
		}

		RedisServer redis() {
			return closing(RedisServer.builder().start());
		}

		ElasticsearchServer elasticsearch() {
			return closing(ElasticsearchServer.latest().start());
		}

		/** The handlers' position must not outlive the binlog it is in. */
		Path checkpoints() {
			try {
				Path directory = Files.createTempDirectory("shop-checkpoints-");
				this.context.getDefaultListableBeanFactory()
					.registerDisposableBean("shopCheckpoints", () -> FileSystemUtils.deleteRecursively(directory));
				return directory;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private <T extends AutoCloseable> T closing(T server) {
			this.context.getDefaultListableBeanFactory()
				.registerDisposableBean(server.getClass().getSimpleName(), server::close);
			return server;
		}

	}

}
