package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Runs subjects, each in a new JVM that has the class path of this one and ends with it.
 */
final class ChildJvm {

	private static final String TASK = "task.json";

	private static final String RESULT = "result.json";

	private static final int LOG_LINES = 30;

	private final JsonMapper json = JsonMapper.shared();

	private final String heap;

	ChildJvm(String heap) {
		this.heap = heap;
	}

	ProcessResult run(Task task) throws IOException, InterruptedException {
		Files.createDirectories(task.directory());
		Path result = task.directory().resolve(RESULT);
		Files.deleteIfExists(result);
		Path log = task.directory().resolve("log.txt");
		this.json.writeValue(task.directory().resolve(TASK), task);
		Process process = new ProcessBuilder(command(task.directory())).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			// It has a deadline of its own and says more about it; this is for one that
			// hangs.
			long patience = task.workload().patience().multipliedBy(2).toMillis();
			if (!process.waitFor(patience, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
				throw new IllegalStateException("The subject " + task.subject().parameter()
						+ " failed or did not end; the end of " + log + ":\n" + tail(log));
			}
			return this.json.readValue(result, ProcessResult.class);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private List<String> command(Path directory) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + this.heap,
				"-XX:+ExitOnOutOfMemoryError", "-classpath", System.getProperty("java.class.path"),
				SubjectProcess.class.getName(), directory.resolve(TASK).toString(),
				directory.resolve(RESULT).toString());
	}

	private static String tail(Path log) throws IOException {
		try (Stream<String> lines = Files.lines(log)) {
			List<String> all = lines.toList();
			return String.join("\n", all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
		}
	}

}
