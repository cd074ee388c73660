package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BinlogStream} without a server.
 */
class BinlogStreamTests {

	/** With the default pauses, a minute would see ten attempts. */
	@Test
	void connectsAgainAfterTheConfiguredPauses() throws IOException {
		AtomicInteger attempts = new AtomicInteger();
		try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread hangUp = new Thread(() -> hangUp(socket, attempts), "hang-up");
			hangUp.setDaemon(true);
			hangUp.start();
			MysqlConnection connection = new MysqlConnection(
					List.of(new HostPort(socket.getInetAddress().getHostAddress(), socket.getLocalPort())), "canal",
					"canal")
				.withRetry(Duration.ofMillis(2), Duration.ofMillis(4));
			MysqlChangeSource source = new MysqlChangeSource(connection);
			Position start = source.position("binlog.000001:4");
			try (ChangeStream stream = source.open("retry", start, (table) -> true)) {
				assertThat(stream.disconnected()).isNotNull();
				await().atMost(Duration.ofMinutes(1)).until(() -> attempts.get() > 30);
			}
		}
	}

	private static void hangUp(ServerSocket socket, AtomicInteger attempts) {
		try {
			while (true) {
				socket.accept().close();
				attempts.incrementAndGet();
			}
		}
		catch (SocketException ex) {
			// The test is over.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
