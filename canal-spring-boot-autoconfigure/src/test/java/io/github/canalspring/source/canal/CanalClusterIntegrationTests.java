package io.github.canalspring.source.canal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.CanalServer;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ZookeeperServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two real Canal servers in a cluster with a real ZooKeeper, in front of a real database.
 */
@Timeout(180)
class CanalClusterIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String DESTINATIONS = "/otter/canal/destinations/";

	private static final DatabaseServer database = DatabaseServer.mysql80()
		.option("--default-authentication-plugin=mysql_native_password")
		.start();

	private static final ZookeeperServer zookeeper = ZookeeperServer.create().start();

	private static final List<CanalServer> servers = List.of(server(), server());

	private static CanalServer server() {
		return CanalServer.of(database, "orders", "turns").cluster(zookeeper).start();
	}

	@AfterAll
	static void close() {
		servers.forEach(CanalServer::close);
		zookeeper.close();
		database.close();
	}

	@Test
	void theServerThatTakesOverIsFollowedAndAnOutageOfZookeeperIsLivedThrough() throws Exception {
		table("orders");
		ZookeeperNodes nodes = nodes("orders");
		try (Reading reading = new Reading("orders", nodes)) {
			insert("orders", 1, 50);
			reading.until(50);
			await().atMost(PATIENCE).until(() -> exists(DESTINATIONS + "orders/1001/cursor"));
			insert("orders", 51, 100);
			active(nodes).kill();
			insert("orders", 101, 150);
			reading.until(150);
			zookeeper.kill();
			insert("orders", 151, 200);
			reading.until(200);
			assertThat(reading.stream.disconnected()).isNull();
			zookeeper.start();
			insert("orders", 201, 250);
			reading.until(250);
			assertThat(reading.ids).containsExactlyElementsOf(IntStream.rangeClosed(1, 250).boxed().toList());
			assertThat(reading.names).isEqualTo(names(1, 250));
		}
		finally {
			servers.forEach(CanalServer::start);
		}
	}

	@Test
	void twoClientsTakeTurns() throws Exception {
		table("turns");
		Reading second;
		try (Reading first = new Reading("turns", nodes("turns"))) {
			insert("turns", 1, 10);
			first.until(10);
			second = new Reading("turns", nodes("turns"));
			await().atMost(PATIENCE)
				.until(second.stream::disconnected,
						(reason) -> reason != null && reason.contains("another client, at "));
			insert("turns", 11, 20);
			first.until(20);
			assertThat(second.ids).isEmpty();
		}
		try (second) {
			insert("turns", 21, 30);
			second.until(30);
			assertThat(second.ids).endsWith(21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
		}
	}

	private static CanalServer active(ZookeeperNodes nodes) throws IOException, InterruptedException {
		int port = nodes.find().get(0).port();
		return servers.stream().filter((server) -> server.port() == port).findFirst().orElseThrow();
	}

	private static boolean exists(String path) throws Exception {
		ZooKeeper client = new ZooKeeper(address(), 5000, (event) -> {
		});
		try {
			return client.exists(path, false) != null;
		}
		finally {
			client.close();
		}
	}

	private static String address() {
		return zookeeper.host() + ":" + zookeeper.port();
	}

	private static ZookeeperNodes nodes(String destination) {
		return new ZookeeperNodes(address(), destination, Duration.ofSeconds(10));
	}

	private static void table(String name) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
			statement.execute("CREATE TABLE " + name + ".t (id INT PRIMARY KEY, name VARCHAR(40))");
		}
	}

	/** Each in a transaction of its own, and each with a second version. */
	private static void insert(String name, int from, int to) throws SQLException {
		try (Connection connection = connect();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO " + name + ".t VALUES (?, 'x')");
				PreparedStatement update = connection
					.prepareStatement("UPDATE " + name + ".t SET name = CONCAT('name ', id) WHERE id = ?")) {
			for (int id = from; id <= to; id++) {
				insert.setInt(1, id);
				insert.execute();
				update.setInt(1, id);
				update.execute();
			}
		}
	}

	private static Map<Integer, String> names(int from, int to) {
		return IntStream.rangeClosed(from, to).boxed().collect(Collectors.toMap((id) -> id, (id) -> "name " + id));
	}

	private static Connection connect() throws SQLException {
		return DriverManager.getConnection(database.jdbcUrl(), database.rootUser(), database.rootPassword());
	}

	/**
	 * A stream and what it brought.
	 */
	private static final class Reading implements AutoCloseable {

		private final ChangeStream stream;

		private final List<Integer> ids = new ArrayList<>();

		private final Map<Integer, String> names = new ConcurrentSkipListMap<>();

		private Reading(String destination, CanalNodes nodes) {
			CanalChangeSource source = new CanalChangeSource(
					new CanalConnection(nodes, "Canal cluster", "canal.server", destination, "canal", "canal", "",
							Duration.ofSeconds(5), Duration.ofSeconds(30), 8 << 20, ZoneOffset.UTC));
			this.stream = source.open("p", CanalPosition.CURSOR, (table) -> table.database().equals(destination));
		}

		/** Until the last version of a row is there. */
		private void until(int id) throws InterruptedException {
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (!("name " + id).equals(this.names.get(id))) {
				assertThat(System.nanoTime()).as("%s did not come; %s", id, this.stream.disconnected())
					.isLessThan(deadline);
				List<ChangeBatch> batches = this.stream.poll(Duration.ofMillis(100));
				for (ChangeBatch batch : batches) {
					batch.changes().forEach(this::add);
					Position position = batch.position();
					this.stream.acknowledge(position);
				}
			}
		}

		private void add(Change change) {
			Row row = change.row();
			int id = Objects.requireNonNull(row.getInteger("id"));
			if (change.before() == null) {
				this.ids.add(id);
			}
			this.names.put(id, Objects.requireNonNull(row.getString("name")));
		}

		@Override
		public void close() {
			this.stream.close();
		}

	}

}
