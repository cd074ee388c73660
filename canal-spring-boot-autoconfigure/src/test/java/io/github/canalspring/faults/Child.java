package io.github.canalspring.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The process of an application such as {@link ChildApplication}, as often as it is
 * started. All its output is in one file.
 */
final class Child {

	private final Class<?> application;

	private final List<String> arguments;

	private final Path output;

	private volatile @Nullable Process process;

	Child(Class<?> application, List<String> arguments, Path output) {
		this.application = application;
		this.arguments = List.copyOf(arguments);
		this.output = output;
	}

	/** Start it, if it does not run; returns at once. */
	void start(String... more) {
		if (isAlive()) {
			return;
		}
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xshare:auto", "-Xmx160m", "-cp", System.getProperty("java.class.path"),
						this.application.getName()));
		command.addAll(this.arguments);
		command.addAll(List.of(more));
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.output.toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isAlive() {
		Process current = this.process;
		return current != null && current.isAlive();
	}

	/** Have it do something, see {@link Orders}; one that is killed does not. */
	void tell(String order) {
		Process current = this.process;
		if (current != null) {
			try {
				current.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
				current.getOutputStream().flush();
			}
			catch (IOException ex) {
				// It is gone.
			}
		}
	}

	/** End it with SIGKILL and wait until it is gone. */
	void kill() {
		Process current = this.process;
		if (current != null) {
			current.destroyForcibly();
			if (!awaitEnd(Stage.PATIENCE) && !Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("The application is still there after SIGKILL");
			}
		}
	}

	/** End it with SIGTERM, and wait until it has ended in order. */
	void stop() {
		Process current = this.process;
		if (current != null) {
			current.destroy();
			if (!awaitEnd(Stage.PATIENCE)) {
				throw new IllegalStateException("The application does not stop\n" + output());
			}
		}
	}

	boolean awaitEnd(Duration timeout) {
		Process current = this.process;
		try {
			return current == null || current.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void pause() {
		signal("STOP");
	}

	void resume() {
		signal("CONT");
	}

	private void signal(String name) {
		Process current = this.process;
		if (current == null || !current.isAlive()) {
			return;
		}
		try {
			new ProcessBuilder("kill", "-" + name, Long.toString(current.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** The end of its output, and where the rest is. */
	String output() {
		try (Stream<String> lines = Files.lines(this.output)) {
			Deque<String> last = new ArrayDeque<>();
			lines.forEach((line) -> {
				last.add(line);
				if (last.size() > 40) {
					last.remove();
				}
			});
			return this.output.toAbsolutePath() + ":\n" + String.join("\n", last);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What it logged as an error: what nobody had foreseen, or what somebody has to mend.
	 */
	List<String> errors() {
		return lines(" ERROR ").stream().filter((line) -> line.matches("\\S+ +ERROR \\d+ --- .*")).toList();
	}

	/** The lines of its output in which something stands. */
	List<String> lines(String text) {
		try (Stream<String> lines = Files.lines(this.output)) {
			return lines.filter((line) -> line.contains(text)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
