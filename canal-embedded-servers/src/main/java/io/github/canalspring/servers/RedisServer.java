package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A real Redis 7. It persists nothing unless options say so; it still keeps its data over
 * {@link #pause()} and {@link #resume()}.
 */
public final class RedisServer extends EmbeddedServer {

	private RedisServer(ServerRuntime runtime) {
		super(runtime);
	}

	/**
	 * Starts to describe a server.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * A server with the defaults, not yet started.
	 * @return the server
	 */
	public static RedisServer create() {
		return builder().build();
	}

	@Override
	public RedisServer start() {
		super.start();
		return this;
	}

	@Override
	public RedisServer restart() {
		super.restart();
		return this;
	}

	/**
	 * Describes a Redis server.
	 */
	public static final class Builder {

		private final List<String> options = new ArrayList<>();

		private boolean replica;

		private @Nullable String monitors;

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder() {
		}

		/**
		 * Adds an option of {@code redis-server}, over the default one of the same name.
		 * @param name for example {@code --appendonly}
		 * @param values for example {@code yes}
		 * @return this builder
		 */
		public Builder option(String name, String... values) {
			this.options.add(name);
			this.options.addAll(List.of(values));
			return this;
		}

		/**
		 * Makes the server a replica of another; not in Docker.
		 * @param host the host of the server to follow
		 * @param port its port
		 * @return this builder
		 */
		public Builder replicaOf(String host, int port) {
			this.replica = true;
			return option("--replicaof", host, Integer.toString(port));
		}

		/**
		 * Makes the server a sentinel that watches another, with a quorum of one; not in
		 * Docker.
		 * @param name how the group of the other server and its replicas is called
		 * @param host the host of the server to watch
		 * @param port its port
		 * @return this builder
		 */
		public Builder sentinelOf(String name, String host, int port) {
			this.monitors = name + " " + host + " " + port;
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
		 * Keeps the data in this folder, over {@link RedisServer#close()} too.
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
		 */
		public RedisServer build() {
			ServersConfiguration configuration = ServersConfiguration.system();
			return new RedisServer(switch (ServersMode.of(configuration)) {
				case EMBEDDED -> new LocalRuntime(RedisProgram.fetched(configuration, this.options, this.monitors),
						this.port, this.dataDirectory);
				case DOCKER -> docker();
			});
		}

		private ServerRuntime docker() {
			if (this.replica || this.monitors != null) {
				throw new IllegalStateException("A Redis in Docker (canal.servers=docker) cannot follow or watch "
						+ "another, as containers do not see each other's ports: leave replicaOf and sentinelOf out, or "
						+ "canal.servers at embedded");
			}
			return DockerEngine.runtime(RedisProgram.image(this.options), this.port, this.dataDirectory);
		}

		/**
		 * Fetches the server if necessary, and starts it.
		 * @return the running server
		 */
		public RedisServer start() {
			return build().start();
		}

	}

}
