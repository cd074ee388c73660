package io.github.canalspring.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Starts servers in a JVM of their own, and ends that.
 */
class ParentDeathIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	@TempDir
	Path temporary;

	private Process parent;

	private int port;

	private List<ProcessHandle> children;

	@BeforeEach
	void startServersInAnotherJvm() throws IOException {
		this.parent = OtherJvm.start(Servers.class, (entry) -> true, List.of("-Djava.io.tmpdir=" + this.temporary));
		BufferedReader output = new BufferedReader(
				new InputStreamReader(this.parent.getInputStream(), StandardCharsets.UTF_8));
		String line = output.readLine();
		while (line != null && !line.startsWith("started ")) {
			line = output.readLine();
		}
		assertThat(line).isNotNull();
		List<Long> numbers = Arrays.stream(line.substring("started ".length()).split(" ")).map(Long::valueOf).toList();
		this.port = numbers.get(0).intValue();
		this.children = numbers.stream().skip(1).flatMap((pid) -> ProcessHandle.of(pid).stream()).toList();
		// Of each of the three servers: the shell, the guard and the server itself.
		assertThat(this.children).hasSize(9).allMatch(ProcessHandle::isAlive);
	}

	@AfterEach
	void killWhatIsLeft() {
		this.children.forEach(ProcessHandle::destroyForcibly);
		this.parent.destroyForcibly();
	}

	@Test
	void serversDieWithAJvmThatIsKilled() throws IOException {
		this.parent.destroyForcibly();
		awaitEndOfChildren();
		// Their data cannot go with them; the next process that wants a directory sees
		// that it has no owner any more.
		Path next = new TemporaryDirectories(this.temporary, Duration.ZERO).create();
		assertThat(this.temporary).isDirectoryNotContaining((path) -> !path.equals(next));
		TemporaryDirectories.delete(next);
	}

	@Test
	void serversDieWithAJvmThatIsTerminatedAndLeaveNothing() {
		this.parent.destroy();
		awaitEndOfChildren();
		await().atMost(SOON).untilAsserted(() -> assertThat(this.temporary).isEmptyDirectory());
	}

	private void awaitEndOfChildren() {
		await().atMost(SOON).untilAsserted(() -> assertThat(this.children).noneMatch(ProcessHandle::isAlive));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new Socket("127.0.0.1", this.port).close());
	}

	/** Run in a process of its own. */
	static final class Servers {

		private Servers() {
		}

		public static void main(String[] arguments) throws InterruptedException {
			RedisServer redis = RedisServer.builder().start();
			RedisServer paused = RedisServer.builder().start();
			DatabaseServer.mariadb().start();
			paused.pause();
			StringBuilder line = new StringBuilder("started ").append(redis.port());
			ProcessHandle.current().descendants().forEach((child) -> line.append(' ').append(child.pid()));
			System.out.println(line);
			new CountDownLatch(1).await();
		}

	}

}
