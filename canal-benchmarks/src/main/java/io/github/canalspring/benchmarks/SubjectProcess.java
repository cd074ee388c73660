package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * The main class of a subject's JVM.
 */
final class SubjectProcess {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final String PEAK_RSS = "VmHWM:";

	private SubjectProcess() {
	}

	public static void main(String[] arguments) {
		endWithParent();
		int status = 1;
		try {
			run(Path.of(arguments[0]), Path.of(arguments[1]));
			status = 0;
		}
		catch (Throwable ex) {
			ex.printStackTrace();
		}
		finally {
			// Whatever threads a client may have left.
			System.exit(status);
		}
	}

	private static void run(Path taskFile, Path resultFile) throws Exception {
		JsonMapper json = JsonMapper.shared();
		Task task = json.readValue(taskFile, Task.class);
		Measurement measurement = task.subject().create().run(task);
		json.writeValue(resultFile, new ProcessResult(measurement, peakRssKilobytes()));
	}

	/** Runs it on a thread whose exceptions nobody waits for. */
	static void orFail(Action action) {
		try {
			action.run();
		}
		catch (Exception ex) {
			fail(ex);
		}
	}

	/** Ends the JVM: a subject that does not do all of its work measures nothing. */
	static void fail(Throwable failure) {
		failure.printStackTrace();
		Runtime.getRuntime().halt(1);
	}

	/** The other end of the standard input is the parent's, and gone when it is. */
	private static void endWithParent() {
		Thread guard = new Thread(() -> {
			try {
				System.in.transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			finally {
				Runtime.getRuntime().halt(1);
			}
		}, "end-with-parent");
		guard.setDaemon(true);
		guard.start();
	}

	private static long peakRssKilobytes() throws IOException {
		if (!Files.exists(STATUS)) {
			return 0;
		}
		try (Stream<String> lines = Files.lines(STATUS)) {
			return lines.filter((line) -> line.startsWith(PEAK_RSS))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElse(0);
		}
	}

	/**
	 * What may fail.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
