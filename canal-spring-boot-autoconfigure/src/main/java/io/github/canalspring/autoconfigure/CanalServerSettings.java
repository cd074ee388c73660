package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import io.github.canalspring.autoconfigure.CanalProperties.Server;
import io.github.canalspring.autoconfigure.CanalProperties.Type;
import io.github.canalspring.source.canal.CanalConnection;
import io.github.canalspring.source.canal.CanalGreeting;
import io.github.canalspring.source.canal.CanalNode;
import io.github.canalspring.source.canal.CanalNodes;
import io.github.canalspring.source.canal.ZookeeperNodes;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * {@code canal.server.*}, or {@code canal.servers.<name>.*}, where it is a Canal server.
 */
final class CanalServerSettings {

	private static final int MYSQL_PORT = 3306;

	private static final int CANAL_PORT = 11111;

	private static final String ZOOKEEPER = "org.apache.zookeeper.ZooKeeper";

	/** Hosts with or without a port, and a path or none. */
	private static final Pattern ZOOKEEPER_SERVERS = Pattern
		.compile("([^\\s:/,@]+|\\[[0-9a-fA-F:.%]+])(:\\d{1,5})?(,([^\\s:/,@]+|\\[[0-9a-fA-F:.%]+])(:\\d{1,5})?)*"
				+ "(/[^\\s/]+)*");

	private CanalServerSettings() {
	}

	/**
	 * Whether the server is a Canal server: the property says so, or that it is found by
	 * ZooKeeper, or the port that it listens at, or how it greets.
	 * @param source the properties
	 * @return whether it is
	 */
	static boolean isWanted(SourceProperties source) {
		Server server = source.server();
		if (server.zookeeper() != null) {
			requireAlone(source);
			return true;
		}
		if (server.type() != Type.AUTO || server.ip().isEmpty()) {
			return server.type() == Type.CANAL;
		}
		CanalNode node = nodes(source).get(0);
		return switch (node.port()) {
			case MYSQL_PORT -> false;
			case CANAL_PORT -> true;
			default -> CanalGreeting.isHeardFrom(node, server.connectTimeout(), source.serverProperty("type"));
		};
	}

	private static void requireAlone(SourceProperties source) {
		Server server = source.server();
		if (!server.ip().isEmpty()) {
			throw new InvalidPropertyException(source.serverProperty("zookeeper"), server.zookeeper(),
					"set although " + source.serverProperty("ip") + " is, too",
					"Write either the servers or the ZooKeeper that tells which one to read.");
		}
		if (server.type() != Type.AUTO && server.type() != Type.CANAL) {
			throw new InvalidPropertyException(source.serverProperty("zookeeper"), server.zookeeper(),
					"of a Canal cluster, and " + source.serverProperty("type") + " names something else",
					"Remove one of the two.");
		}
	}

	/**
	 * Bring the properties together.
	 * @param source the properties
	 * @param destination the stream's name, which is the destination's
	 * @param classLoader the application's class loader
	 * @return what the source takes
	 */
	static CanalConnection connection(SourceProperties source, Destination destination,
			@Nullable ClassLoader classLoader) {
		Server server = source.server();
		if (server.ip().isEmpty() && server.zookeeper() == null) {
			throw new InvalidPropertyException(source.serverProperty("ip"), null, "not set",
					"Write the host of the Canal server, or set " + source.serverProperty("zookeeper")
							+ " for a cluster.");
		}
		if (source.startFrom() != null) {
			throw new InvalidPropertyException(source.property("start-from"), source.startFrom(),
					"not possible with a Canal server, which keeps the place of its reader itself",
					"Remove it. Where a destination begins is set at the Canal server.");
		}
		if (server.ssl().isWanted()) {
			throw new InvalidPropertyException(source.serverProperty("ssl.enabled"), "true",
					"not possible with a Canal server, which speaks in clear text only",
					"Remove it, and reach the server through a tunnel if the network is not your own.");
		}
		CanalNodes nodes = (server.zookeeper() != null) ? cluster(source, destination, classLoader) : fixed(source);
		return new CanalConnection(nodes,
				(server.zookeeper() != null) ? "Canal cluster at " + server.zookeeper()
						: "Canal server " + nodes(source),
				source.serverOrigin(), destination.name(), Objects.requireNonNullElse(server.userName(), ""),
				Objects.requireNonNullElse(server.userPass(), ""), String.join(",", source.filter().include()),
				server.connectTimeout(), server.readTimeout(), server.bufferSize().toBytes(),
				Objects.requireNonNullElseGet(server.timeZone(), ZoneId::systemDefault));
	}

	private static CanalNodes fixed(SourceProperties source) {
		List<CanalNode> nodes = nodes(source);
		return () -> nodes;
	}

	private static CanalNodes cluster(SourceProperties source, Destination destination,
			@Nullable ClassLoader classLoader) {
		String property = source.serverProperty("zookeeper");
		String servers = Objects.requireNonNull(source.server().zookeeper()).replaceAll("\\s*,\\s*", ",").strip();
		if (!ZOOKEEPER_SERVERS.matcher(servers).matches()) {
			throw new InvalidPropertyException(property, source.server().zookeeper(),
					"not a list of ZooKeeper's servers",
					"Write hosts with their ports, separated by commas, and a path at the end where the cluster has one: "
							+ "zk1:2181,zk2:2181/canal.");
		}
		if (!ClassUtils.isPresent(ZOOKEEPER, classLoader)) {
			throw new SetupException(property + " is set, but ZooKeeper's client is not on the class path.", """
					Add it, in a version that suits the servers; 3.9 speaks with all since 3.4:

					    <dependency>
					        <groupId>org.apache.zookeeper</groupId>
					        <artifactId>zookeeper</artifactId>
					        <version>3.9.4</version>
					    </dependency>""");
		}
		return new ZookeeperNodes(servers, destination.name(), source.server().connectTimeout());
	}

	private static List<CanalNode> nodes(SourceProperties source) {
		return source.server().ip().stream().map((text) -> {
			Node node = PropertiesCanalConnectionDetails.node(source, text);
			return new CanalNode(node.host(), node.port());
		}).toList();
	}

}
