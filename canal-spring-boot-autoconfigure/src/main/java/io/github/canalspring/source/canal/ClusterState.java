package io.github.canalspring.source.canal;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * What ZooKeeper tells of a destination.
 *
 * @param server the server that runs it; {@code null} if none does
 * @param otherClient where the client is that reads it; {@code null} if that is this one
 */
record ClusterState(@Nullable CanalNode server, @Nullable String otherClient) {

	/**
	 * The server to read.
	 * @throws IOException if there is none at the moment; the message says why
	 */
	CanalNode require(String destination) throws IOException {
		if (this.otherClient != null) {
			throw new IOException("another client, at " + this.otherClient + ", reads the destination " + destination
					+ "; this one waits until that one ends");
		}
		if (this.server == null) {
			throw new IOException("no server of the cluster runs the destination " + destination + " at the moment");
		}
		return this.server;
	}

	/**
	 * Whether a server may be read on. One that ZooKeeper has lost sight of may, until
	 * another takes its place.
	 */
	boolean allows(CanalNode node) {
		return this.otherClient == null && (this.server == null || this.server.equals(node));
	}

}
