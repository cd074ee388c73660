package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import io.github.canalspring.autoconfigure.CanalProperties.Server;
import io.github.canalspring.autoconfigure.CanalProperties.Type;
import io.github.canalspring.source.canal.CanalConnection;
import io.github.canalspring.source.canal.CanalGreeting;
import io.github.canalspring.source.canal.CanalNode;

/**
 * {@code canal.server.*}, or {@code canal.servers.<name>.*}, where it is a Canal server.
 */
final class CanalServerSettings {

	private static final int MYSQL_PORT = 3306;

	private static final int CANAL_PORT = 11111;

	private CanalServerSettings() {
	}

	/**
	 * Whether the server is a Canal server: the property says so, or the port that it
	 * listens at, or how it greets.
	 * @param source the properties
	 * @return whether it is
	 */
	static boolean isWanted(SourceProperties source) {
		Server server = source.server();
		if (server.type() != Type.AUTO || server.ip().isEmpty()) {
			return server.type() == Type.CANAL;
		}
		CanalNode node = nodes(source).get(0);
		return switch (node.port()) {
			case MYSQL_PORT -> false;
			case CANAL_PORT -> true;
			default -> CanalGreeting.isHeardFrom(node, server.connectTimeout());
		};
	}

	/**
	 * Bring the properties together.
	 * @param source the properties
	 * @param destination the stream's name, which is the destination's
	 * @return what the source takes
	 */
	static CanalConnection connection(SourceProperties source, Destination destination) {
		Server server = source.server();
		if (server.ip().isEmpty()) {
			throw new InvalidPropertyException(source.serverProperty("ip"), null, "not set",
					"Write the host of the Canal server.");
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
		List<CanalNode> nodes = nodes(source);
		return new CanalConnection(() -> nodes, "Canal server " + nodes, destination.name(),
				Objects.requireNonNullElse(server.userName(), ""), Objects.requireNonNullElse(server.userPass(), ""),
				String.join(",", source.filter().include()), server.connectTimeout(), server.readTimeout(),
				ServerSettings.bufferSize(server),
				Objects.requireNonNullElseGet(server.timeZone(), ZoneId::systemDefault));
	}

	private static List<CanalNode> nodes(SourceProperties source) {
		return source.server().ip().stream().map((text) -> {
			Node node = PropertiesCanalConnectionDetails.node(source, text);
			return new CanalNode(node.host(), node.port());
		}).toList();
	}

}
