package io.github.canalspring.servers;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class RedisServerIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	@Test
	void runsAndForgetsWhenItIsRestarted() throws IOException {
		try (RedisServer server = RedisServer.create()) {
			assertThat(server.isRunning()).isFalse();
			int port = server.start().port();
			assertThat(server.start().port()).isEqualTo(port);
			assertThat(ask(server, "SET a 1")).isEqualTo("+OK");
			assertThat(ask(server, "CONFIG GET appendonly")).startsWith("*2");
			server.restart();
			assertThat(server.port()).isEqualTo(port);
			assertThat(ask(server, "EXISTS a")).isEqualTo(":0");
			server.stop();
			assertThat(server.isRunning()).isFalse();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(server, "PING"));
		}
	}

	@Test
	void keepsWhatItIsToldToKeep(@TempDir Path directory) throws IOException {
		RedisServer.Builder builder = RedisServer.builder()
			.dataDirectory(directory)
			.option("--appendonly", "yes")
			.option("--appendfsync", "always");
		try (RedisServer server = builder.start()) {
			assertThat(ask(server, "SET a 1")).isEqualTo("+OK");
			server.kill();
			assertThat(server.isRunning()).isFalse();
			assertThat(ask(server.start(), "EXISTS a")).isEqualTo(":1");
		}
		try (RedisServer another = builder.start()) {
			assertThat(ask(another, "EXISTS a")).isEqualTo(":1");
		}
	}

	@Test
	void answersNothingWhileItIsPaused() throws IOException {
		try (RedisServer server = RedisServer.builder().start()) {
			server.pause();
			assertThat(server.isRunning()).isTrue();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> ask(server, "PING", Duration.ofSeconds(1)));
			server.resume();
			assertThat(ask(server, "PING")).isEqualTo("+PONG");
		}
	}

	@Test
	void endsWhileItIsPaused() {
		try (RedisServer server = RedisServer.builder().start()) {
			server.pause();
			server.stop();
			assertThat(server.isRunning()).isFalse();
			server.start().pause();
			server.kill();
			assertThat(server.isRunning()).isFalse();
			server.start().pause();
		}
	}

	@Test
	void leavesNoProcessBehind() {
		// Those of a test before may still be ending.
		Set<ProcessHandle> before = ProcessHandle.current().descendants().collect(Collectors.toSet());
		try (RedisServer server = RedisServer.builder().start()) {
			assertThat(ProcessHandle.current().descendants()).anyMatch((process) -> !before.contains(process));
			server.kill();
			server.start();
		}
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(ProcessHandle.current().descendants()).allMatch(before::contains));
	}

	@Test
	void followsAnother() throws IOException {
		try (RedisServer primary = RedisServer.builder().start();
				RedisServer replica = RedisServer.builder().replicaOf("127.0.0.1", primary.port()).start()) {
			await().atMost(SOON).untilAsserted(() -> assertThat(ask(primary, "WAIT 1 100")).isEqualTo(":1"));
			assertThat(ask(replica, "SET a 1")).startsWith("-READONLY");
		}
	}

	@Test
	void aWrongOptionIsReportedWithTheServersOwnWords() {
		RedisServer.Builder builder = RedisServer.builder().option("--no-such-option", "1");
		try (RedisServer server = builder.build()) {
			assertThatExceptionOfType(ServerFailedException.class).isThrownBy(server::start)
				.withMessageContaining("Redis 7.0.15 ended with code 1")
				.withMessageContaining("no-such-option");
		}
	}

	private static String ask(RedisServer server, String command) throws IOException {
		return ask(server, command, SOON);
	}

	private static String ask(RedisServer server, String command, Duration timeout) throws IOException {
		try (Socket socket = new Socket(server.host(), server.port())) {
			socket.setSoTimeout((int) timeout.toMillis());
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
			byte[] answer = new byte[256];
			int length = socket.getInputStream().read(answer);
			return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8).strip();
		}
	}

}
