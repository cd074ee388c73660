package io.github.canalspring.servers;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs a short command to its end.
 */
final class ShellCommand {

	private ShellCommand() {
	}

	static Result run(String... command) throws IOException {
		return run(new Launch(List.of(command), Map.of()));
	}

	static Result run(Launch launch) throws IOException {
		return run(launch, Path.of("/dev/null"));
	}

	static Result run(Launch launch, Path input) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(launch.command()).redirectErrorStream(true)
			.redirectInput(input.toFile());
		builder.environment().putAll(launch.environment());
		Process process = builder.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return new Result(process.waitFor(), output.strip());
		}
		catch (InterruptedException ex) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while running " + launch.command().get(0));
		}
	}

	/**
	 * How a command ended.
	 *
	 * @param code its exit code
	 * @param output what it wrote, errors included
	 */
	record Result(int code, String output) {
	}

}
