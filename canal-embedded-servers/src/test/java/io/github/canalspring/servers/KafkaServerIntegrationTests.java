package io.github.canalspring.servers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class KafkaServerIntegrationTests {

	/** Asks for the metadata of a topic, and for it to be made. */
	private static final short METADATA = 3;

	private static final Duration SOON = Duration.ofSeconds(60);

	@Test
	void keepsTopicsOverACrash() throws IOException {
		try (KafkaServer server = KafkaServer.builder().setting("num.partitions", "3").start()) {
			int port = server.port();
			assertThat(server.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
			metadata(server, "shop");
			await().atMost(SOON).until(() -> Files.isDirectory(server.dataDirectory().resolve("data/shop-2")));
			server.kill();
			assertThat(server.isRunning()).isFalse();
			assertThat(server.start().port()).isEqualTo(port);
			assertThat(metadata(server, "shop")).contains("shop");
			server.pause();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> metadata(server, "shop", Duration.ofSeconds(2)));
			server.resume();
			assertThat(metadata(server, "shop")).contains("shop");
			server.stop();
			assertThat(server.isRunning()).isFalse();
		}
	}

	@Test
	void aWrongSettingIsReportedWithTheServersOwnWords() {
		try (KafkaServer server = KafkaServer.builder().setting("num.partitions", "none").build()) {
			assertThatExceptionOfType(ServerFailedException.class).isThrownBy(server::start)
				.withMessageContaining("num.partitions");
		}
	}

	private static String metadata(KafkaServer server, String topic) throws IOException {
		return metadata(server, topic, SOON);
	}

	private static String metadata(KafkaServer server, String topic, Duration timeout) throws IOException {
		try (Socket socket = new Socket(server.host(), server.port())) {
			socket.setSoTimeout((int) timeout.toMillis());
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			byte[] name = topic.getBytes(StandardCharsets.UTF_8);
			out.writeInt(2 + 2 + 4 + 2 + 4 + 2 + name.length + 1);
			out.writeShort(METADATA);
			out.writeShort(4);
			out.writeInt(1);
			out.writeShort(-1);
			out.writeInt(1);
			out.writeShort(name.length);
			out.write(name);
			out.writeBoolean(true);
			DataInputStream in = new DataInputStream(socket.getInputStream());
			return new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1);
		}
	}

}
