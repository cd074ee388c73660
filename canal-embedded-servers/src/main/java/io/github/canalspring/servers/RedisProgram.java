package io.github.canalspring.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Redis that a Maven artifact brings for Linux and macOS.
 */
record RedisProgram(Path executable, List<String> options) implements ServerProgram {

	static final String VERSION = "7.0.15";

	private static final String ARTIFACT = "org.signal:embedded-redis:0.9.1";

	static RedisProgram fetched(ServersConfiguration configuration, List<String> options) {
		String entry = entryFor(Platform.current());
		Path folder = ServerCache.configured(configuration)
			.entry("redis-" + entry.substring("redis-server-".length()),
					(target) -> Unpacking.program(MavenArtifacts.configured(configuration).fetch(ARTIFACT), entry,
							target.resolve("redis-server")));
		return new RedisProgram(folder.resolve("redis-server"), List.copyOf(options));
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

	@Override
	public String name() {
		return "Redis " + VERSION;
	}

	@Override
	public Launch prepare(Path directory, int port) {
		List<String> command = new ArrayList<>(
				List.of(this.executable.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir",
						directory.toString(), "--save", "", "--appendonly", "no", "--daemonize", "no"));
		command.addAll(this.options);
		return new Launch(command, Map.of());
	}

	@Override
	public boolean answers(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
			socket.setSoTimeout(1_000);
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
			// One that wants a password is up as well; "-LOADING" is not.
			return answer.equals("+PONG") || answer.equals("-NOAU");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
