package io.github.canalspring.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.servers.CanalServer;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.KafkaServer;
import io.github.canalspring.servers.RabbitMqServer;
import io.github.canalspring.servers.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the subjects use; those that none of them uses are not started.
 */
final class Servers implements AutoCloseable {

	private final DatabaseServer database;

	private final @Nullable CanalServer canal;

	private final @Nullable RedisServer redis;

	private final @Nullable ElasticsearchServer elasticsearch;

	private final @Nullable KafkaServer kafka;

	private final @Nullable RabbitMqServer rabbit;

	private final Map<Store.Kind, Store> stores = new EnumMap<>(Store.Kind.class);

	/**
	 * Start them.
	 * @param databaseKind the kind of database
	 * @param needed the stores that subjects write to
	 * @param destinations those of a Canal server that subjects read
	 */
	Servers(String databaseKind, Set<Store.Kind> needed, List<String> destinations) {
		boolean canalToo = !destinations.isEmpty() && databaseKind.equals("mysql80");
		DatabaseServer.Builder builder = database(databaseKind).option("--innodb-buffer-pool-size=512M");
		if (canalToo) {
			builder.option("--default-authentication-plugin=mysql_native_password");
		}
		this.database = builder.start();
		this.canal = canalToo
				? CanalServer.of(this.database, destinations.toArray(String[]::new)).fromEarliest().start() : null;
		this.redis = needed.contains(Store.Kind.REDIS) ? RedisServer.builder().start() : null;
		this.elasticsearch = needed.contains(Store.Kind.ELASTICSEARCH)
				? ElasticsearchServer.latest().jvmOption("-Xmx1g").jvmOption("-XX:TieredStopAtLevel=4").start() : null;
		this.kafka = needed.contains(Store.Kind.KAFKA) ? KafkaServer.builder().start() : null;
		this.rabbit = needed.contains(Store.Kind.RABBITMQ)
				? RabbitMqServer.available().map(RabbitMqServer::start).orElse(null) : null;
		putStores();
	}

	private void putStores() {
		if (this.redis != null) {
			this.stores.put(Store.Kind.REDIS, new RedisStore(redisUri(this.redis)));
		}
		if (this.elasticsearch != null) {
			this.stores.put(Store.Kind.ELASTICSEARCH, new ElasticsearchStore(this.elasticsearch.url()));
		}
		if (this.kafka != null) {
			this.stores.put(Store.Kind.KAFKA, new KafkaStore(this.kafka.bootstrapServers()));
		}
		if (this.rabbit != null) {
			this.stores.put(Store.Kind.RABBITMQ, new RabbitStore(this.rabbit.port()));
		}
	}

	private static DatabaseServer.Builder database(String kind) {
		return switch (kind) {
			case "mariadb" -> DatabaseServer.mariadb();
			case "mysql80" -> DatabaseServer.mysql80();
			case "mysql57" -> DatabaseServer.mysql57();
			case "configured" -> DatabaseServer.configured()
				.orElseThrow(() -> new IllegalArgumentException("bench.database is 'configured', which takes the "
						+ "database of the folder that the environment variable CANAL_MYSQL_HOME names"));
			default -> throw new IllegalArgumentException(
					"bench.database is '" + kind + "'; possible are mariadb, mysql80, mysql57 and configured");
		};
	}

	Endpoints endpoints() {
		return new Endpoints(this.database.host(), this.database.port(), this.database.isMariaDb(),
				this.database.jdbcUrl() + "&rewriteBatchedStatements=true", this.database.canalUser(),
				this.database.canalPassword(), (this.canal != null) ? this.canal.port() : 0,
				(this.redis != null) ? redisUri(this.redis) : "",
				(this.elasticsearch != null) ? this.elasticsearch.url() : "",
				(this.kafka != null) ? this.kafka.bootstrapServers() : "",
				(this.rabbit != null) ? this.rabbit.port() : 0);
	}

	void fill(Workload workload) throws SQLException {
		try (Connection connection = DriverManager.getConnection(endpoints().jdbcUrl(), this.database.rootUser(),
				this.database.rootPassword())) {
			ProductTable.create(connection);
			ProductTable.fill(connection, workload);
		}
	}

	/**
	 * Whether the subject and the servers go together: Elasticsearch 8, which is what
	 * there is without a Java 21, refuses the typed client 9, the newest Canal server in
	 * Maven's repository reads MySQL 8.0 and older, and RabbitMQ has to be installed.
	 */
	boolean suit(Subjects subject) {
		if (subject.group() == Group.CANAL) {
			return this.canal != null;
		}
		if (subject.group().store() == Store.Kind.RABBITMQ) {
			return this.rabbit != null;
		}
		return subject != Subjects.STOCK_BULK || this.elasticsearch == null
				|| !this.elasticsearch.version().startsWith("8.");
	}

	@Nullable Store store(Store.Kind kind) {
		return this.stores.get(kind);
	}

	/** What runs, for the report. */
	String describe() {
		List<String> servers = new ArrayList<>();
		servers.add((this.database.isMariaDb() ? "MariaDB " : "MySQL ") + this.database.version());
		if (this.canal != null) {
			servers.add("Canal 1.1.7");
		}
		if (this.stores.get(Store.Kind.REDIS) instanceof RedisStore store) {
			servers.add("Redis " + store.version());
		}
		if (this.elasticsearch != null) {
			servers.add("Elasticsearch " + this.elasticsearch.version());
		}
		if (this.kafka != null) {
			servers.add("Kafka");
		}
		if (this.rabbit != null) {
			servers.add("RabbitMQ");
		}
		return String.join(", ", servers);
	}

	private static String redisUri(RedisServer redis) {
		return "redis://" + redis.host() + ":" + redis.port();
	}

	@Override
	public void close() {
		this.stores.values().forEach(Store::close);
		if (this.rabbit != null) {
			this.rabbit.close();
		}
		if (this.kafka != null) {
			this.kafka.close();
		}
		if (this.elasticsearch != null) {
			this.elasticsearch.close();
		}
		if (this.redis != null) {
			this.redis.close();
		}
		if (this.canal != null) {
			this.canal.close();
		}
		this.database.close();
	}

}
