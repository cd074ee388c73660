package io.github.canalspring.source.mysql;

/**
 * Where a server listens.
 *
 * @param host the name or address
 * @param port the TCP port
 */
public record HostPort(String host, int port) {

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
