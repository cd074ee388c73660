package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A real RabbitMQ with the plugin {@code rabbitmq_consistent_hash_exchange}. It has the
 * user {@code guest} with the password {@code guest}. No Maven artifact brings it: the
 * one that is installed on this machine is run, such as Debian's package
 * {@code rabbitmq-server}, and a container where there is none.
 */
public final class RabbitMqServer extends EmbeddedServer {

	private RabbitMqServer(ServerRuntime runtime) {
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
	 * @return the server; empty if this machine has neither RabbitMQ nor Docker
	 */
	public static Optional<RabbitMqServer> available() {
		try {
			return Optional.of(builder().build());
		}
		catch (ServerUnavailableException ex) {
			return Optional.empty();
		}
	}

	/**
	 * The user that clients log in as.
	 * @return the name
	 */
	public String user() {
		return "guest";
	}

	/**
	 * The user's password.
	 * @return the password
	 */
	public String password() {
		return "guest";
	}

	@Override
	public RabbitMqServer start() {
		super.start();
		return this;
	}

	@Override
	public RabbitMqServer restart() {
		super.restart();
		return this;
	}

	/**
	 * Describes a RabbitMQ server.
	 */
	public static final class Builder {

		private final List<String> settings = new ArrayList<>();

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder() {
		}

		/**
		 * Adds a line of {@code rabbitmq.conf}, over the default one of the same key.
		 * @param key for example {@code consumer_timeout}
		 * @param value for example {@code 3600000}
		 * @return this builder
		 */
		public Builder setting(String key, String value) {
			this.settings.add(key + " = " + value);
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
		 * Keeps the data in this folder, over {@link RabbitMqServer#close()} too.
		 * @param directory the folder; created if it is not there
		 * @return this builder
		 */
		public Builder dataDirectory(Path directory) {
			this.dataDirectory = directory;
			return this;
		}

		/**
		 * Looks for the server; does not start it.
		 * @return the server
		 * @throws ServerUnavailableException if this machine has neither RabbitMQ nor
		 * Docker
		 */
		public RabbitMqServer build() {
			Optional<Path> installed = (ServersMode.of(ServersConfiguration.system()) == ServersMode.EMBEDDED)
					? RabbitMqProgram.installed() : Optional.empty();
			if (installed.isPresent()) {
				Platform.current().requireSignals("RabbitMQ");
				return new RabbitMqServer(
						new LocalRuntime(new RabbitMqProgram(installed.get(), List.copyOf(this.settings)), this.port,
								this.dataDirectory));
			}
			try {
				return new RabbitMqServer(
						DockerEngine.runtime(RabbitMqProgram.image(this.settings), this.port, this.dataDirectory));
			}
			catch (ServerUnavailableException ex) {
				throw new ServerUnavailableException("RabbitMQ is neither installed here, as by Debian's package "
						+ "rabbitmq-server, nor can it run in Docker: " + ex.getMessage(), ex);
			}
		}

		/**
		 * Looks for the server, and starts it.
		 * @return the running server
		 * @throws ServerUnavailableException if this machine has neither RabbitMQ nor
		 * Docker
		 */
		public RabbitMqServer start() {
			return build().start();
		}

	}

}
