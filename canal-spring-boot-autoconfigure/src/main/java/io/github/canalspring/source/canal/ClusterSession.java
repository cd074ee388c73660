package io.github.canalspring.source.canal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with ZooKeeper in which a destination of a cluster is looked at and its
 * client's node is held. Only calls that the oldest servers know are used: clusters of
 * Canal often have those. For one thread.
 */
final class ClusterSession {

	private static final Logger logger = LoggerFactory.getLogger(ClusterSession.class);

	/** After which a client that is gone makes room for another. */
	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String DESTINATIONS = "/otter/canal/destinations/";

	private final ZooKeeper zookeeper;

	private final String server;

	private final String client;

	/**
	 * Begin a session; connecting goes on in the background.
	 * @param changed called when it is time to {@link #look()}
	 */
	ClusterSession(String servers, String destination, Runnable changed) throws IOException {
		this.server = DESTINATIONS + destination + "/running";
		this.client = DESTINATIONS + destination + "/" + CanalClient.CLIENT_ID + "/running";
		this.zookeeper = new ZooKeeper(servers, (int) TIMEOUT.toMillis(), (event) -> changed.run());
	}

	/** Whether the session has not ended at the server's side. */
	boolean isAlive() {
		return this.zookeeper.getState().isAlive();
	}

	/** Claim the client's node, if it is free, and find the server. */
	ClusterState look() throws KeeperException, InterruptedException {
		return new ClusterState(server(), claim());
	}

	private @Nullable CanalNode server() throws KeeperException, InterruptedException {
		byte[] content = read(this.server, new Stat());
		if (content == null) {
			return null;
		}
		try {
			RunningNode running = RunningNode.parse(content);
			return running.active() ? running.server() : null;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(this.server + " " + ex.getMessage(), ex);
		}
	}

	/** Where the other client is that has it; {@code null} if it is ours. */
	private @Nullable String claim() throws KeeperException, InterruptedException {
		while (true) {
			Stat stat = new Stat();
			byte[] content = read(this.client, stat);
			if (content != null) {
				return (stat.getEphemeralOwner() == this.zookeeper.getSessionId()) ? null : address(content);
			}
			try {
				create(this.client, RunningNode.ofClient(ownAddress()), CreateMode.EPHEMERAL);
			}
			catch (KeeperException.NodeExistsException ex) {
				logger.debug("Another client was faster to make {}", this.client, ex);
			}
		}
	}

	/** Watches the node, also where it is missing. */
	private byte @Nullable [] read(String path, Stat stat) throws KeeperException, InterruptedException {
		while (true) {
			try {
				byte[] content = this.zookeeper.getData(path, true, stat);
				return (content != null) ? content : new byte[0];
			}
			catch (KeeperException.NoNodeException ex) {
				if (this.zookeeper.exists(path, true) == null) {
					return null;
				}
			}
		}
	}

	private void create(String path, byte[] content, CreateMode mode) throws KeeperException, InterruptedException {
		try {
			this.zookeeper.create(path, content, ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
		}
		catch (KeeperException.NoNodeException ex) {
			String parent = path.substring(0, path.lastIndexOf('/'));
			if (parent.isEmpty()) {
				throw ex; // The chroot itself is missing.
			}
			try {
				create(parent, new byte[0], CreateMode.PERSISTENT);
			}
			catch (KeeperException.NodeExistsException exists) {
				logger.debug("{} was made by another", parent, exists);
			}
			create(path, content, mode);
		}
	}

	private static String address(byte[] content) {
		try {
			return RunningNode.parse(content).address();
		}
		catch (IllegalArgumentException ex) {
			return "an unknown address";
		}
	}

	private static String ownAddress() {
		try {
			return InetAddress.getLocalHost().getHostAddress();
		}
		catch (UnknownHostException ex) {
			return "127.0.0.1";
		}
	}

	/** End the session, which gives the client's node back. */
	void close() {
		try {
			this.zookeeper.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
