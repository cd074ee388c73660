package io.github.canalspring.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Runs a Canal server, out of the jars it is made of, in a JVM of its own.
 */
record CanalProgram(List<Path> jars, DatabaseServer database, String user, String passwordHash,
		@Nullable ZookeeperServer cluster, boolean earliest, List<String> destinations) implements ServerProgram {

	static final String VERSION = "1.1.7";

	private static final String ARTIFACT = "com.alibaba.otter:canal.server:" + VERSION;

	private static final String LAUNCHER = "io/github/canalspring/servers/CanalLauncher";

	static List<Path> jars(ServersConfiguration configuration) {
		return MavenArtifacts.configured(configuration).fetchClassPath(List.of(ARTIFACT));
	}

	@Override
	public String name() {
		return "Canal " + VERSION;
	}

	@Override
	public Probe probe() {
		return Probe.CANAL;
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		Path launcher = directory.resolve("launcher");
		copyClass(LAUNCHER, launcher);
		copyClass(LAUNCHER + "$Turns", launcher);
		Path cursors = Files.createDirectories(directory.resolve("conf"));
		String classPath = launcher + File.pathSeparator
				+ this.jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dlogback.configurationFile=" + logging(directory),
						"-Duser.timezone=UTC", "-cp", classPath, LAUNCHER.replace('/', '.')));
		command.addAll(List.of(Integer.toString(port), cursors.toString(), this.database.host(),
				Integer.toString(this.database.port()), "canal", "canal", this.user, this.passwordHash,
				(this.cluster != null) ? this.cluster.host() + ":" + this.cluster.port() : CanalLauncher.ALONE,
				this.earliest ? CanalLauncher.EARLIEST : CanalLauncher.LATEST));
		command.addAll(this.destinations);
		return new Launch(command, Map.of());
	}

	/** Its own default is to log every step. */
	private static Path logging(Path directory) throws IOException {
		return Files.writeString(directory.resolve("logback.xml"), """
				<configuration>
					<appender name="out" class="ch.qos.logback.core.ConsoleAppender">
						<encoder><pattern>%d %level %logger{20} %msg%n</pattern></encoder>
					</appender>
					<root level="WARN"><appender-ref ref="out"/></root>
				</configuration>
				""");
	}

	private static void copyClass(String name, Path folder) throws IOException {
		String resource = name + ".class";
		Path target = folder.resolve(resource);
		try (InputStream content = CanalProgram.class.getClassLoader().getResourceAsStream(resource)) {
			if (content == null) {
				throw new IOException(resource + " is missing in the jar of canal-embedded-servers");
			}
			Files.createDirectories(target.getParent());
			Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
		}
	}

}
