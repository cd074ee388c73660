package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The Redis that a Maven artifact brings for Linux and macOS.
 */
record RedisProgram(Path executable, List<String> options, @Nullable String monitors) implements ServerProgram {

	static final String VERSION = "7.0.15";

	private static final String ARTIFACT = "org.signal:embedded-redis:0.9.1";

	static RedisProgram fetched(ServersConfiguration configuration, List<String> options, @Nullable String monitors) {
		String entry = entryFor(Platform.current());
		Path folder = ServerCache.configured(configuration)
			.entry("redis-" + entry.substring("redis-server-".length()),
					(target) -> Unpacking.program(MavenArtifacts.configured(configuration).fetch(ARTIFACT), entry,
							target.resolve("redis-server")));
		return new RedisProgram(folder.resolve("redis-server"), List.copyOf(options), monitors);
	}

	/** The name of the program in the artifact. */
	static String entryFor(Platform platform) {
		platform.requireSignals("Redis");
		if (platform.cpu() == Platform.Cpu.OTHER) {
			throw new ServerUnavailableException("Redis cannot be embedded on " + platform
					+ ": it comes for Linux and macOS, x64 and arm64. Set canal.servers=docker to run it in Docker");
		}
		return "redis-server-" + VERSION + ((platform.os() == Platform.Os.MAC) ? "-darwin" : "-linux")
				+ ((platform.cpu() == Platform.Cpu.X64) ? "-amd64" : "-arm64");
	}

	static ContainerImage image(List<String> options) {
		List<String> command = new ArrayList<>(
				List.of("redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no"));
		command.addAll(options);
		return new ContainerImage("Redis " + VERSION, "redis:" + VERSION, 6379, Map.of(), command, Map.of(),
				Probe.REDIS);
	}

	@Override
	public String name() {
		return "Redis " + VERSION;
	}

	@Override
	public Probe probe() {
		return Probe.REDIS;
	}

	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		if (this.monitors != null) {
			return sentinel(directory, port, this.monitors);
		}
		List<String> command = new ArrayList<>(
				List.of(this.executable.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir",
						directory.toString(), "--save", "", "--appendonly", "no", "--daemonize", "no"));
		command.addAll(this.options);
		return new Launch(command, Map.of());
	}

	/** A sentinel writes what it finds out to its configuration, which is a file. */
	private Launch sentinel(Path directory, int port, String monitors) throws IOException {
		Path configuration = directory.resolve("sentinel.conf");
		Files.write(configuration, List.of("port " + port, "bind 127.0.0.1", "dir " + directory, "daemonize no",
				"sentinel monitor " + monitors + " 1"));
		List<String> command = new ArrayList<>(
				List.of(this.executable.toString(), configuration.toString(), "--sentinel"));
		command.addAll(this.options);
		return new Launch(command, Map.of());
	}

}
