package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A real Elasticsearch: one node, without security, that keeps its data over restarts and
 * crashes. Embedded, it is the server's core alone: there is no {@code _delete_by_query},
 * {@code _update_by_query} or {@code _reindex}, no scripts, and no ingest pipelines.
 */
public final class ElasticsearchServer extends EmbeddedServer {

	private final String version;

	private ElasticsearchServer(ServerRuntime runtime, String version) {
		super(runtime);
		this.version = version;
	}

	/**
	 * Elasticsearch 9 where a Java 21 or later is found for it, otherwise Elasticsearch
	 * 8.
	 * @return a builder
	 */
	public static Builder latest() {
		return new Builder(null);
	}

	/**
	 * Elasticsearch 8.
	 * @return a builder
	 */
	public static Builder version8() {
		return new Builder(ElasticsearchRelease.VERSION_8);
	}

	@Override
	public ElasticsearchServer start() {
		super.start();
		return this;
	}

	@Override
	public ElasticsearchServer restart() {
		super.restart();
		return this;
	}

	/**
	 * Where its HTTP interface is.
	 * @return as in http://127.0.0.1:9200
	 */
	public String url() {
		return "http://" + host() + ":" + port();
	}

	/**
	 * The server's version.
	 * @return as in 9.5.3
	 */
	public String version() {
		return this.version;
	}

	/**
	 * Describes an Elasticsearch server.
	 */
	public static final class Builder {

		private final @Nullable ElasticsearchRelease release;

		private final Map<String, String> settings = new LinkedHashMap<>();

		private final List<String> jvmOptions = new ArrayList<>();

		private @Nullable Integer port;

		private @Nullable Path dataDirectory;

		private Builder(@Nullable ElasticsearchRelease release) {
			this.release = release;
		}

		/**
		 * Sets a setting of the node, over the default one of the same name.
		 * @param name as in elasticsearch.yml
		 * @param value its value
		 * @return this builder
		 */
		public Builder setting(String name, String value) {
			this.settings.put(name, value);
			return this;
		}

		/**
		 * Adds an option of the server's JVM, over the default one; the default heap is
		 * 256 MB, and the code is compiled to start fast rather than to run fast.
		 * @param option for example {@code -Xmx1g}, or {@code -XX:TieredStopAtLevel=4}
		 * for an index of millions
		 * @return this builder
		 */
		public Builder jvmOption(String option) {
			this.jvmOptions.add(option);
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
		 * Keeps the data in this folder, over {@link ElasticsearchServer#close()} too.
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
		public ElasticsearchServer build() {
			ServersConfiguration configuration = ServersConfiguration.system();
			return switch (ServersMode.of(configuration)) {
				case EMBEDDED -> embedded(configuration);
				case DOCKER -> docker();
			};
		}

		private ElasticsearchServer docker() {
			ElasticsearchRelease chosen = (this.release != null) ? this.release : ElasticsearchRelease.VERSION_9;
			ContainerImage image = chosen.image(this.settings, this.jvmOptions);
			return new ElasticsearchServer(DockerEngine.runtime(image, this.port, this.dataDirectory),
					chosen.version());
		}

		private ElasticsearchServer embedded(ServersConfiguration configuration) {
			JavaHomes javaHomes = new JavaHomes(configuration);
			Platform.current().requireSignals("Elasticsearch");
			ElasticsearchRelease chosen = (this.release != null) ? this.release
					: ElasticsearchRelease.latest(javaHomes);
			ElasticsearchProgram program = new ElasticsearchProgram(chosen, chosen.requiredJavaHome(javaHomes),
					chosen.jars(configuration), Map.copyOf(this.settings), List.copyOf(this.jvmOptions));
			return new ElasticsearchServer(new LocalRuntime(program, this.port, this.dataDirectory), chosen.version());
		}

		/**
		 * Fetches the server if necessary, and starts it.
		 * @return the running server
		 * @throws ServerUnavailableException if it cannot be had on this machine
		 */
		public ElasticsearchServer start() {
			return build().start();
		}

	}

}
