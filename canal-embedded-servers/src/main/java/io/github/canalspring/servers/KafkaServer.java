package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker that is its own controller and keeps its topics over restarts and
 * crashes. Embedded only: a broker tells its clients where it is, which in a container it
 * does not know, so with {@code canal.servers=docker} it runs on this machine, too.
 */
public final class KafkaServer extends EmbeddedServer {

	private KafkaServer(ServerRuntime runtime) {
		super(runtime);
	}

	/**
	 * Starts to describe a broker.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public KafkaServer start() {
		super.start();
		return this;
	}

	@Override
	public KafkaServer restart() {
		super.restart();
		return this;
	}

	/**
	 * What clients take as {@code bootstrap.servers}.
	 * @return host and port
	 */
	public String bootstrapServers() {
		return host() + ":" + port();
	}

	/**
	 * Describes a Kafka broker.
	 */
	public static final class Builder {

		private final Map<String, String> settings = new LinkedHashMap<>();

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder() {
		}

		/**
		 * Sets a setting of the broker, over the default one of the same name.
		 * @param name as in server.properties
		 * @param value its value
		 * @return this builder
		 */
		public Builder setting(String name, String value) {
			this.settings.put(name, value);
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
		 * Keeps the data in this folder, over {@link KafkaServer#close()} too.
		 * @param directory the folder; created if it is not there
		 * @return this builder
		 */
		public Builder dataDirectory(Path directory) {
			this.dataDirectory = directory;
			return this;
		}

		/**
		 * Fetches the broker if necessary; does not start it.
		 * @return the broker
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public KafkaServer build() {
			Platform.current().requireSignals("Kafka");
			KafkaProgram program = new KafkaProgram(KafkaProgram.jars(ServersConfiguration.system()),
					Map.copyOf(this.settings));
			return new KafkaServer(new LocalRuntime(program, this.port, this.dataDirectory));
		}

		/**
		 * Fetches the broker if necessary, and starts it.
		 * @return the running broker
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public KafkaServer start() {
			return build().start();
		}

	}

}
