package io.github.canalspring.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs a Kafka broker, out of the jars it is made of, in a JVM of its own.
 */
record KafkaProgram(List<Path> jars, Map<String, String> settings) implements ServerProgram {

	static final String VERSION = "4.1.2";

	/** Kafka comes without anything that would write its log. */
	private static final List<String> ARTIFACTS = List.of("org.apache.kafka:kafka_2.13:" + VERSION,
			"org.slf4j:slf4j-simple:1.7.36");

	private static final String LAUNCHER = "io/github/canalspring/servers/KafkaLauncher.class";

	static List<Path> jars(ServersConfiguration configuration) {
		return MavenArtifacts.configured(configuration).fetchClassPath(ARTIFACTS);
	}

	@Override
	public String name() {
		return "Kafka " + VERSION;
	}

	@Override
	public Probe probe() {
		return Probe.KAFKA;
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		Path launcher = directory.resolve("launcher");
		copyLauncher(launcher.resolve(LAUNCHER));
		Path data = Files.createDirectories(directory.resolve("data"));
		Path configuration = Files.write(directory.resolve("server.properties"),
				configuration(data, port).entrySet()
					.stream()
					.map((setting) -> setting.getKey() + "=" + setting.getValue())
					.toList());
		String classPath = launcher + File.pathSeparator
				+ this.jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		return new Launch(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp",
				classPath, LAUNCHER.substring(0, LAUNCHER.length() - ".class".length()).replace('/', '.'),
				configuration.toString(), data.resolve("meta.properties").toString()), Map.of());
	}

	private Map<String, String> configuration(Path data, int port) {
		// Nothing that is kept names the controller's port.
		int controller = Ports.next();
		Map<String, String> all = new LinkedHashMap<>();
		all.put("process.roles", "broker,controller");
		all.put("node.id", "1");
		all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
		all.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
		all.put("controller.listener.names", "CONTROLLER");
		all.put("inter.broker.listener.name", "PLAINTEXT");
		all.put("log.dirs", data.toString());
		all.put("offsets.topic.num.partitions", "1");
		all.put("offsets.topic.replication.factor", "1");
		all.put("transaction.state.log.num.partitions", "1");
		all.put("transaction.state.log.replication.factor", "1");
		all.put("transaction.state.log.min.isr", "1");
		all.put("group.initial.rebalance.delay.ms", "0");
		// A broker that was killed is let in again when its session is over.
		all.put("broker.session.timeout.ms", "3000");
		all.put("broker.heartbeat.interval.ms", "500");
		all.putAll(this.settings);
		return all;
	}

	private static void copyLauncher(Path target) throws IOException {
		try (InputStream content = KafkaProgram.class.getClassLoader().getResourceAsStream(LAUNCHER)) {
			if (content == null) {
				throw new IOException(LAUNCHER + " is missing in the jar of canal-embedded-servers");
			}
			Files.createDirectories(target.getParent());
			Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
		}
	}

}
