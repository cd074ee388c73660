package io.github.canalspring.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.canalspring.servers.RedisServer;
import org.awaitility.Awaitility;

/**
 * A Redis Cluster of three nodes that keep their data, with a proxy before each: nodes
 * tell of each other by the ports of the proxies.
 */
final class RedisCluster {

	private static final int NODES = 3;

	private static final int SLOTS = 16384;

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<Proxy> proxies = new ArrayList<>();

	RedisCluster() {
		for (int node = 0; node < NODES; node++) {
			Proxy proxy = new Proxy("redis " + node);
			RedisServer server = RedisServer.builder()
				.option("--cluster-enabled", "yes")
				.option("--cluster-node-timeout", "2000")
				.option("--cluster-announce-ip", "127.0.0.1")
				.option("--cluster-announce-port", Integer.toString(proxy.port()))
				.option("--appendonly", "yes")
				.start();
			proxy.target(Stage.address(server));
			this.servers.add(server);
			this.proxies.add(proxy);
		}
		for (int node = 0; node < NODES; node++) {
			join(node);
		}
		Awaitility.await().atMost(Stage.PATIENCE).until(() -> this.servers.stream().allMatch(RedisCluster::isWhole));
	}

	private void join(int node) {
		try (RedisCopies copies = new RedisCopies(this.servers.get(node))) {
			copies.commands()
				.clusterAddSlots(IntStream.range(node * SLOTS / NODES, (node + 1) * SLOTS / NODES).toArray());
			RedisServer first = this.servers.get(0);
			copies.commands().clusterMeet(first.host(), first.port());
		}
	}

	private static boolean isWhole(RedisServer server) {
		try (RedisCopies copies = new RedisCopies(server)) {
			String info = copies.commands().clusterInfo();
			return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
		}
	}

	List<RedisServer> servers() {
		return this.servers;
	}

	List<Proxy> proxies() {
		return this.proxies;
	}

	/** Where the application finds it. */
	String nodes() {
		return String.join(",", this.proxies.stream().map((proxy) -> "127.0.0.1:" + proxy.port()).toList());
	}

}
