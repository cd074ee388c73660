package io.github.canalspring.source.canal;

/**
 * Where a Canal server listens.
 *
 * @param host the name or address
 * @param port the TCP port
 */
public record CanalNode(String host, int port) {

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
