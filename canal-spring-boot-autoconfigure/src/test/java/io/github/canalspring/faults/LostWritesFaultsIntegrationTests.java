package io.github.canalspring.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.canalspring.servers.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis loses what it had acknowledged, and not all of it: the sink finds the older
 * position and goes on from there.
 */
@Timeout(240)
class LostWritesFaultsIntegrationTests {

	private final Stage stage = Stage.get();

	@BeforeEach
	void begin() {
		this.stage.calm();
		this.stage.awaitAll();
	}

	@AfterEach
	void calm() {
		this.stage.useRedis(this.stage.emptyRedis);
		this.stage.calm();
		this.stage.awaitAll();
	}

	@Test
	void restoredFromAnOldDump() {
		try (RedisServer redis = RedisServer.builder().start()) {
			this.stage.useRedis(redis);
			this.stage.workload().transactions(10);
			this.stage.awaitRedis();
			assertThat(command(redis, "SAVE")).isEqualTo("+OK");
			this.stage.workload().transactions(20);
			this.stage.awaitRedis();
			redis.kill();
			this.stage.workload().transactions(5);
			redis.start();
			this.stage.workload().transactions(5);
			this.stage.awaitAll();
		}
	}

	@Test
	void failedOverToAReplicaThatLagged() {
		try (RedisServer primary = RedisServer.builder().start();
				RedisServer replica = RedisServer.builder().replicaOf(primary.host(), primary.port()).start()) {
			this.stage.useRedis(primary);
			this.stage.workload().transactions(10);
			this.stage.awaitRedis();
			Awaitility.await().atMost(Stage.PATIENCE).until(() -> this.stage.judge.redis(List.of(replica)).isEmpty());
			// From here on it has nothing of what the primary acknowledges.
			assertThat(command(replica, "REPLICAOF NO ONE")).isEqualTo("+OK");
			this.stage.workload().transactions(20);
			this.stage.awaitRedis();
			assertThat(this.stage.judge.redis(List.of(replica))).isNotEmpty();
			primary.kill();
			this.stage.workload().transactions(5);
			this.stage.useRedis(replica);
			this.stage.workload().transactions(5);
			this.stage.awaitAll();
		}
	}

	private static String command(RedisServer redis, String command) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(redis.host(), redis.port()), 5000);
			socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
			socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
			byte[] answer = new byte[256];
			int length = socket.getInputStream().read(answer);
			return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
