package io.github.canalspring.source.canal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Canal's servers and clients write into the nodes by which they are found.
 *
 * @param active whether it is at work
 * @param address where it is: an address, and a server's port behind a colon
 */
record RunningNode(boolean active, String address) {

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Read a node.
	 * @throws IllegalArgumentException if it holds something else
	 */
	static RunningNode parse(byte @Nullable [] content) {
		try {
			JsonNode json = JSON.readTree((content != null) ? content : new byte[0]);
			if (json.isObject() && json.path("address").isString()) {
				return new RunningNode(json.path("active").asBoolean(true), json.path("address").stringValue());
			}
		}
		catch (JacksonException ex) {
			// Told below.
		}
		throw new IllegalArgumentException("holds what no Canal server writes there: '"
				+ ((content != null) ? new String(content, StandardCharsets.UTF_8) : "") + "'");
	}

	static byte[] ofClient(String address) {
		return JSON.writeValueAsBytes(
				Map.of("active", true, "address", address, "clientId", Integer.valueOf(CanalClient.CLIENT_ID)));
	}

	/**
	 * The server.
	 * @throws IllegalArgumentException if the address has no port
	 */
	CanalNode server() {
		int colon = this.address.lastIndexOf(':');
		String port = this.address.substring(colon + 1);
		if (colon < 1 || port.isEmpty() || port.length() > 5 || !port.chars().allMatch(Character::isDigit)) {
			throw new IllegalArgumentException("names no server: '" + this.address + "'");
		}
		return new CanalNode(this.address.substring(0, colon), Integer.parseInt(port));
	}

}
