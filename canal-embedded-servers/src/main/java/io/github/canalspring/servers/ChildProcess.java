package io.github.canalspring.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that cannot outlive this one. It is started by a shell that also starts a
 * guard: the guard reads from a pipe whose other end only this JVM has, so it sees the
 * end of file when the JVM is gone, however it went, and kills the process then. The
 * shell waits for both, so that neither is left as a zombie.
 */
final class ChildProcess {

	// What a terminal sends to the whole process group: the guard ignores it, the shell
	// takes it without ending, and the server, which may see to it itself as Redis does,
	// is
	// in a session of its own where there is setsid. Stopping it is left to the JVM's
	// shutdown hook.
	private static final String SUPERVISOR = """
			exec 3<&0 </dev/null
			trap : HUP INT TERM
			$(command -v setsid) "$@" 3<&- >&2 &
			server=$!
			(trap '' HUP INT TERM; read -r line <&3; kill -KILL "$server") >/dev/null 2>&1 &
			guard=$!
			echo "$server"
			exec 3<&- >&- 2>/dev/null
			wait "$server"; status=$?
			while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
			kill -KILL "$guard"
			wait "$guard"
			exit "$status"
			""";

	private final Process supervisor;

	private final ProcessHandle server;

	private ChildProcess(Process supervisor, ProcessHandle server) {
		this.supervisor = supervisor;
		this.server = server;
	}

	static ChildProcess start(Launch launch, Path directory, Path log) throws IOException {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SUPERVISOR, "canal-server"));
		command.addAll(launch.command());
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
		builder.environment().putAll(launch.environment());
		Process supervisor = builder.start();
		try {
			return new ChildProcess(supervisor, server(supervisor));
		}
		catch (IOException ex) {
			supervisor.getOutputStream().close();
			throw ex;
		}
	}

	private static ProcessHandle server(Process supervisor) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(supervisor.getInputStream(), StandardCharsets.US_ASCII));
		String line = reader.readLine();
		if (line == null) {
			throw new IOException("/bin/sh ended before it had started the server");
		}
		// A server that has already ended has no handle any more; the shell's will do, as
		// it is about to end too.
		return ProcessHandle.of(Long.parseLong(line.strip())).orElseGet(supervisor::toHandle);
	}

	long pid() {
		return this.server.pid();
	}

	boolean isAlive() {
		return this.supervisor.isAlive();
	}

	int exitValue() {
		return this.supervisor.exitValue();
	}

	void terminate() {
		signal("CONT", "");
		this.server.destroy();
	}

	void kill() {
		this.server.destroyForcibly();
	}

	/**
	 * Returns when it stands still: on a busy machine its threads run on for a moment
	 * after the signal.
	 */
	void pause() {
		signal("STOP", "; i=0; until [ ! -e /proc/$0 ] || grep -q '^State:.T' /proc/$0/status || [ $i = 500 ]; "
				+ "do i=$((i + 1)); sleep 0.01; done");
	}

	void resume() {
		signal("CONT", "");
	}

	/**
	 * Waits whether or not the thread is interrupted: a half-ended server helps nobody.
	 */
	boolean awaitEnd(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return this.supervisor.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void signal(String name, String more) {
		if (!isAlive()) {
			return;
		}
		try {
			new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " $0" + more, Long.toString(pid()))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not run /bin/sh to send SIG" + name + " to process " + pid(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
