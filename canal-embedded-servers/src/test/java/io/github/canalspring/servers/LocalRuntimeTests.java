package io.github.canalspring.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class LocalRuntimeTests {

	private static final Duration SHORT = Duration.ofSeconds(1);

	/** For what is to be seen to end before. */
	private static final Duration LONG = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	private final List<LocalRuntime> runtimes = new ArrayList<>();

	@AfterEach
	void close() {
		this.runtimes.forEach(LocalRuntime::close);
	}

	@Test
	void aServerThatEndsWhileItStartsIsReportedWithItsLog() {
		LocalRuntime runtime = new LocalRuntime(new Script("echo no room >&2; exit 3", LONG), null, this.directory);
		this.runtimes.add(runtime);
		assertThatExceptionOfType(ServerFailedException.class).isThrownBy(runtime::start)
			.withMessageContaining("Script ended with code 3 while it was starting on port " + runtime.port())
			.withMessageContaining(this.directory.resolve("server.log").toString())
			.withMessageContaining("no room");
		assertThat(runtime.isRunning()).isFalse();
	}

	@Test
	void aServerThatNeverAnswersIsKilled() {
		LocalRuntime runtime = runtime("exec sleep 1000", null);
		assertThatExceptionOfType(ServerFailedException.class).isThrownBy(runtime::start)
			.withMessageContaining("Script did not answer on port " + runtime.port() + " within 1 s and was killed");
		assertThat(runtime.isRunning()).isFalse();
	}

	@Test
	void aTakenPortIsNotWaitedForWhenItWasGiven() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			LocalRuntime runtime = runtime("exec sleep 1000", taken.getLocalPort());
			assertThatExceptionOfType(ServerFailedException.class).isThrownBy(runtime::start)
				.withMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is taken");
		}
	}

	@Test
	void anotherPortIsTriedWhenSomebodyWasFaster() throws IOException {
		LocalRuntime runtime = runtime("exec sleep 1000", null);
		int first = runtime.port();
		try (ServerSocket faster = new ServerSocket(first, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThatExceptionOfType(ServerFailedException.class).isThrownBy(runtime::start)
				.withMessageContaining("did not answer");
			assertThat(runtime.port()).isNotEqualTo(faster.getLocalPort());
		}
	}

	@Test
	void aMissingProgramIsReported() {
		LocalRuntime runtime = new LocalRuntime(new Script("exec /no/such/server", LONG), null, this.directory);
		this.runtimes.add(runtime);
		assertThatExceptionOfType(ServerFailedException.class).isThrownBy(runtime::start)
			.withMessageContaining("/no/such/server");
	}

	@Test
	void aClosedServerCannotBeStarted() {
		LocalRuntime runtime = runtime("exec sleep 1000", null);
		runtime.close();
		assertThatIllegalStateException().isThrownBy(runtime::start).withMessage("Script was closed: build a new one");
	}

	@Test
	void whatIsNotRunningCanBeStoppedButNotPaused() {
		LocalRuntime runtime = runtime("exec sleep 1000", null);
		runtime.stop();
		runtime.kill();
		assertThatIllegalStateException().isThrownBy(runtime::pause)
			.withMessage("Script is not running: start() it first");
	}

	@Test
	void aGivenDirectoryIsKept() {
		LocalRuntime runtime = runtime("exit 0", null);
		runtime.close();
		assertThat(this.directory).isDirectory();
	}

	@Test
	void aTemporaryDirectoryIsDeleted() {
		LocalRuntime runtime = new LocalRuntime(new Script("exit 0", SHORT), null, null);
		assertThat(runtime.dataDirectory()).isDirectory();
		runtime.close();
		assertThat(runtime.dataDirectory()).doesNotExist();
	}

	@Test
	void directoriesOfKilledProcessesAreDeleted() throws IOException {
		TemporaryDirectories directories = new TemporaryDirectories(this.directory, Duration.ZERO);
		Path abandoned = Files.createDirectories(this.directory.resolve("canal-server-1"));
		Files.createFile(abandoned.resolve("owner.lock"));
		Path own = directories.create();
		assertThat(abandoned).doesNotExist();
		Path another = directories.create();
		assertThat(own).exists();
		TemporaryDirectories.delete(own);
		TemporaryDirectories.delete(another);
		assertThat(own).doesNotExist();
	}

	private LocalRuntime runtime(String script, @Nullable Integer port) {
		LocalRuntime runtime = new LocalRuntime(new Script(script, SHORT), port, this.directory);
		this.runtimes.add(runtime);
		return runtime;
	}

	private record Script(String script, Duration startTimeout) implements ServerProgram {

		@Override
		public String name() {
			return "Script";
		}

		@Override
		public Launch prepare(Path directory, int port) {
			return new Launch(List.of("/bin/sh", "-c", this.script), Map.of());
		}

		@Override
		public Probe probe() {
			return Probe.REDIS;
		}

	}

}
