package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A real Canal server that reads a database and keeps its clients' cursors over restarts.
 * It logs in to the database as {@code canal} and lets clients in as {@code canal} with
 * the password {@code canal}. Embedded only: with {@code canal.servers=docker} it runs on
 * this machine, too.
 */
public final class CanalServer extends EmbeddedServer {

	/** Of the word canal, as MySQL's PASSWORD has it. */
	private static final String PASSWORD_HASH = "e3619321c1a937c46a0d8bd1dac39f93b27d4458";

	private CanalServer(ServerRuntime runtime) {
		super(runtime);
	}

	/**
	 * Starts to describe a server.
	 * @param database the database to read, started before this server
	 * @param destinations the names of its destinations, each a stream of all tables
	 * @return a builder
	 */
	public static Builder of(DatabaseServer database, String... destinations) {
		return new Builder(database, List.of(destinations));
	}

	@Override
	public CanalServer start() {
		super.start();
		return this;
	}

	@Override
	public CanalServer restart() {
		super.restart();
		return this;
	}

	/**
	 * Describes a Canal server.
	 */
	public static final class Builder {

		private final DatabaseServer database;

		private final List<String> destinations;

		private @Nullable ZookeeperServer cluster;

		private boolean earliest;

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder(DatabaseServer database, List<String> destinations) {
			this.database = database;
			this.destinations = destinations;
		}

		/**
		 * Makes it one of a cluster: of the servers with this ZooKeeper one runs each
		 * destination, and another takes it over when that one is gone. Cursors are kept
		 * there.
		 * @param zookeeper what the servers of the cluster find each other by, started
		 * before this server
		 * @return this builder
		 */
		public Builder cluster(ZookeeperServer zookeeper) {
			this.cluster = zookeeper;
			return this;
		}

		/**
		 * Lets each destination begin with the database's first binlog, once a client
		 * subscribes to it. Otherwise they begin with what is committed after the start.
		 * @return this builder
		 */
		public Builder fromEarliest() {
			this.earliest = true;
			return this;
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
		 * Keeps the cursors in this folder, over {@link CanalServer#close()} too.
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
		public CanalServer build() {
			Platform.current().requireSignals("Canal");
			CanalProgram program = new CanalProgram(CanalProgram.jars(ServersConfiguration.system()), this.database,
					"canal", PASSWORD_HASH, this.cluster, this.earliest, this.destinations);
			return new CanalServer(new LocalRuntime(program, this.port, this.dataDirectory));
		}

		/**
		 * Fetches the server if necessary, and starts it.
		 * @return the running server
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public CanalServer start() {
			return build().start();
		}

	}

}
