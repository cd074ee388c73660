package io.github.canalspring.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs a ZooKeeper server in a JVM of its own. It is of the line that clusters of Canal
 * have often: what works with it works with later ones.
 */
record ZookeeperProgram(List<Path> jars) implements ServerProgram {

	static final String VERSION = "3.4.14";

	private static final String ARTIFACT = "org.apache.zookeeper:zookeeper:" + VERSION;

	private static final String MAIN = "org.apache.zookeeper.server.ZooKeeperServerMain";

	static List<Path> jars(ServersConfiguration configuration) {
		return MavenArtifacts.configured(configuration).fetchClassPath(List.of(ARTIFACT));
	}

	@Override
	public String name() {
		return "ZooKeeper " + VERSION;
	}

	@Override
	public Probe probe() {
		return Probe.ZOOKEEPER;
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		Path logging = Files.writeString(directory.resolve("log4j.properties"), """
				log4j.rootLogger=WARN, out
				log4j.appender.out=org.apache.log4j.ConsoleAppender
				log4j.appender.out.layout=org.apache.log4j.PatternLayout
				log4j.appender.out.layout.ConversionPattern=%d %p %c{1} %m%n
				""");
		// Whoever is gone is to be missed soon: tests wait for it.
		Path settings = Files.writeString(directory.resolve("zoo.cfg"), """
				dataDir=%s
				clientPortAddress=127.0.0.1
				clientPort=%d
				tickTime=500
				maxSessionTimeout=3000
				""".formatted(Files.createDirectories(directory.resolve("data")), port));
		String classPath = this.jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		return new Launch(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dlog4j.configuration=" + logging.toUri(),
				"-Dzookeeper.jmx.log4j.disable=true", "-cp", classPath, MAIN, settings.toString()), Map.of());
	}

}
