package io.github.canalspring.servers;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A real ZooKeeper server on its own, whose sessions end 3 seconds after their client is
 * gone. Embedded only: with {@code canal.servers=docker} it runs on this machine, too.
 */
public final class ZookeeperServer extends EmbeddedServer {

	private ZookeeperServer(ServerRuntime runtime) {
		super(runtime);
	}

	/**
	 * Starts to describe a server.
	 * @return a builder
	 */
	public static Builder create() {
		return new Builder();
	}

	@Override
	public ZookeeperServer start() {
		super.start();
		return this;
	}

	@Override
	public ZookeeperServer restart() {
		super.restart();
		return this;
	}

	/**
	 * Describes a ZooKeeper server.
	 */
	public static final class Builder {

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder() {
		}

		/**
		 * Takes this port instead of a free one.
		 * @param port the port
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Keeps the data in this folder, over {@link ZookeeperServer#close()} too.
		 * @param directory the folder; created if it is not there
		 * @return this builder
		 */
		public Builder dataDirectory(Path directory) {
			this.dataDirectory = directory;
			return this;
		}

		/**
		 * Fetches the server if necessary; does not start it.
		 * @return the server
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public ZookeeperServer build() {
			Platform.current().requireSignals("ZooKeeper");
			ZookeeperProgram program = new ZookeeperProgram(ZookeeperProgram.jars(ServersConfiguration.system()));
			return new ZookeeperServer(new LocalRuntime(program, this.port, this.dataDirectory));
		}

		/**
		 * Fetches the server if necessary, and starts it.
		 * @return the running server
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public ZookeeperServer start() {
			return build().start();
		}

	}

}
