package io.github.canalspring.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs an Elasticsearch node, out of the jars it is made of, in a JVM of its own.
 */
record ElasticsearchProgram(ElasticsearchRelease release, Path javaHome, Path jars, Map<String, String> settings,
		List<String> jvmOptions) implements ServerProgram {

	private static final String MAIN = "org.elasticsearch.node.ClassPathNode";

	/** Copied to where the new JVM finds them, wherever this one has them from. */
	private static final List<String> LAUNCHER = List.of("org/elasticsearch/node/ClassPathNode.class",
			"org/elasticsearch/node/ClassPathNode$Services.class", "org/elasticsearch/node/RootHandler.class",
			"org/elasticsearch/plugins/ClassPathPlugins.class");

	@Override
	public String name() {
		return "Elasticsearch " + this.release.version();
	}

	@Override
	public Probe probe() {
		return Probe.ELASTICSEARCH;
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		Path launcher = directory.resolve("launcher");
		copyLauncher(launcher);
		Path temporary = Files.createDirectories(directory.resolve("tmp"));
		Files.createDirectories(directory.resolve("config"));
		List<String> command = new ArrayList<>(List.of(this.javaHome.resolve("bin").resolve("java").toString(),
				"-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData",
				// Starts with half of the CPU time, and is slower at what takes long.
				"-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-Dlog4j2.disable.jmx=true",
				"-Djava.io.tmpdir=" + temporary));
		command.addAll(this.jvmOptions);
		command.addAll(List.of("-cp", classPath(launcher), MAIN));
		nodeSettings(directory, port).forEach((name, value) -> command.add(name + "=" + value));
		return new Launch(command, Map.of());
	}

	private Map<String, String> nodeSettings(Path directory, int port) {
		Map<String, String> all = new LinkedHashMap<>();
		all.put("path.home", directory.toString());
		all.put("path.data", directory.resolve("data").toString());
		all.put("cluster.name", "canal");
		all.put("node.name", "canal");
		all.put("discovery.type", "single-node");
		all.put("network.host", "127.0.0.1");
		all.put("http.port", Integer.toString(port));
		// Nobody connects to it.
		all.put("transport.port", "0");
		// A test must not fail because the machine's disk is rather full, nor a small
		// heap refuse requests for garbage that has not been collected yet.
		all.put("cluster.routing.allocation.disk.threshold_enabled", "false");
		all.put("indices.breaker.total.use_real_memory", "false");
		all.putAll(this.settings);
		return all;
	}

	private String classPath(Path launcher) throws IOException {
		try (Stream<Path> content = Files.list(this.jars)) {
			return launcher + File.pathSeparator
					+ content.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		}
	}

	private static void copyLauncher(Path target) throws IOException {
		for (String name : LAUNCHER) {
			try (InputStream content = ElasticsearchProgram.class.getClassLoader().getResourceAsStream(name)) {
				if (content == null) {
					throw new IOException(name + " is missing in the jar of canal-embedded-servers");
				}
				Files.createDirectories(target.resolve(name).getParent());
				Files.copy(content, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

}
