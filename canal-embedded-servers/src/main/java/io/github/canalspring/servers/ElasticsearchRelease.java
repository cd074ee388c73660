package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases of Elasticsearch that can be started.
 */
enum ElasticsearchRelease {

	VERSION_9("9.5.3", 21), VERSION_8("8.19.21", 17);

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServer.class);

	private final String version;

	private final int java;

	ElasticsearchRelease(String version, int java) {
		this.version = version;
		this.java = java;
	}

	String version() {
		return this.version;
	}

	/** The newest that a Java of this machine can run. */
	static ElasticsearchRelease latest(JavaHomes javaHomes) {
		if (VERSION_9.javaHome(javaHomes).isPresent()) {
			return VERSION_9;
		}
		logger.info("Elasticsearch {} needs Java {} or later, which is neither JAVA_HOME nor in the usual folders: "
				+ "taking {}", VERSION_9.version, VERSION_9.java, VERSION_8.version);
		return VERSION_8;
	}

	Optional<Path> javaHome(JavaHomes javaHomes) {
		return javaHomes.atLeast(this.java);
	}

	Path requiredJavaHome(JavaHomes javaHomes) {
		return javaHome(javaHomes).orElseThrow(
				() -> new ServerUnavailableException("Elasticsearch " + this.version + " needs Java " + this.java
						+ " or later, and there is none among " + javaHomes.candidates() + ". Set JAVA_HOME to one"));
	}

	/** The distribution's image; it needs more memory than the node on its own. */
	ContainerImage image(Map<String, String> settings, List<String> jvmOptions) {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("discovery.type", "single-node");
		environment.put("xpack.security.enabled", "false");
		environment.put("cluster.routing.allocation.disk.threshold_enabled", "false");
		environment.put("ES_JAVA_OPTS", "-Xms512m -Xmx512m " + String.join(" ", jvmOptions));
		environment.putAll(settings);
		return new ContainerImage("Elasticsearch " + this.version,
				"docker.elastic.co/elasticsearch/elasticsearch:" + this.version, 9200, environment, List.of(), Map.of(),
				Probe.ELASTICSEARCH);
	}

	/** The folder with its jars. */
	Path jars(ServersConfiguration configuration) {
		return ServerCache.configured(configuration)
			.entry("elasticsearch-" + this.version, (target) -> fetch(configuration, target));
	}

	private void fetch(ServersConfiguration configuration, Path target) throws IOException {
		List<Path> jars = MavenArtifacts.configured(configuration)
			.fetchClassPath(List.of("org.elasticsearch:elasticsearch:" + this.version,
					"org.elasticsearch.plugin:transport-netty4:" + this.version));
		for (Path jar : jars) {
			Files.copy(jar, target.resolve(jar.getFileName()));
		}
	}

}
