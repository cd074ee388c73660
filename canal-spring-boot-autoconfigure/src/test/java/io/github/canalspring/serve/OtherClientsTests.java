package io.github.canalspring.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;

import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.CanalPacket;
import io.github.canalspring.canal.Password;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What canal-go and canal-python send, byte for byte, and what they look at in the
 * answers.
 */
@Timeout(60)
class OtherClientsTests {

	private static final String ACK = "0000000410011803";

	private static final String NOTHING = "00000011100118072a0b08ffffffffffffffffff01";

	/** Destination and client id, as in every request. */
	private static final String IDENTITY = "0a0473686f70" + "120431303031";

	/** Both roll back when they connect, before they subscribe. */
	private static final String ROLLBACK = "00000010" + "180c2a0c" + IDENTITY;

	/** A hundred, no timeout and, as neither gives any, -1 for its unit. */
	private static final String GET = "0000002a" + "18062a26" + IDENTITY + "1864" + "20ffffffffffffffffff01"
			+ "28ffffffffffffffffff01" + "3000";

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id");

	private final TestChangeSource source = new TestChangeSource();

	@TempDir
	private Path directory;

	private CanalPort port;

	@AfterEach
	void close() {
		this.port.stop();
	}

	@Test
	void canalGoReadsAndAcknowledges() throws Exception {
		open("canal");
		try (Socket socket = connect()) {
			String handshake = receive(socket, 20);
			assertThat(handshake).startsWith("00000010" + "1001" + "1801" + "2a0a" + "1208");
			String answer = hex(Password.answer("canal", HexFormat.of().parseHex(handshake.substring(24))));
			assertThat(answer).hasSize(80);
			send(socket, "0000003f" + "18022a3b" + "0a0563616e616c" + "1228" + answer + "1880dddb01" + "2080dddb01");
			assertThat(receive(socket, 8)).isEqualTo(ACK);
			send(socket, ROLLBACK);
			send(socket, "0000001a" + "18042a16" + IDENTITY + "3a08" + hex("shop\\..*"));
			assertThat(receive(socket, 8)).isEqualTo(ACK);
			reads(socket);
		}
	}

	@ParameterizedTest
	@CsvSource({ "'', '00000002 1802'", "canal, '00000012 1802 2a0e 0a0563616e616c 120563616e616c'" })
	void canalPythonReadsAndAcknowledgesWithoutAPasswordOrWithAPlainOne(String password, String login)
			throws Exception {
		open(password);
		try (Socket socket = connect()) {
			receive(socket, 20);
			send(socket, login.replace(" ", ""));
			assertThat(receive(socket, 8)).isEqualTo(ACK);
			send(socket, ROLLBACK);
			send(socket, "00000018" + "18042a14" + IDENTITY + "3a06" + hex(".*\\..*"));
			assertThat(receive(socket, 8)).isEqualTo(ACK);
			reads(socket);
		}
	}

	/** It looks at the code, and closes the connection. */
	@ParameterizedTest
	@CsvSource({ "'00000002 1802'", "'00000012 1802 2a0e 0a0563616e616c 1205 63616e616d'" })
	void canalPythonIsToldThatThePasswordIsWrong(String login) throws Exception {
		open("canal");
		try (Socket socket = connect()) {
			receive(socket, 20);
			send(socket, login.replace(" ", ""));
			CanalPacket.Ack ack = CanalPacket.Ack.parseFrom(packet(socket).getBody());
			assertThat(ack.getErrorCode()).isEqualTo(400);
			assertThat(ack.getErrorMessage()).startsWith("auth failed for user:");
		}
	}

	private void reads(Socket socket) throws Exception {
		send(socket, GET);
		assertThat(receive(socket, 21)).isEqualTo(NOTHING);
		// Canal-go acknowledges that there was nothing, and is not answered.
		send(socket, "0000001b" + "18082a17" + IDENTITY + "18ffffffffffffffffff01");
		this.source.insert(PRODUCT, TestChangeSource.row(PRODUCT, "7"));
		assertThat(batch(socket)).isEqualTo(1);
		send(socket, ROLLBACK);
		assertThat(batch(socket)).isEqualTo(2);
		send(socket, "00000012" + "18082a0e" + IDENTITY + "1802");
		send(socket, GET);
		assertThat(receive(socket, 21)).isEqualTo(NOTHING);
	}

	/** With one row of the product. */
	private long batch(Socket socket) throws Exception {
		send(socket, GET);
		CanalPacket.Packet packet = packet(socket);
		assertThat(packet.getType()).isEqualTo(CanalPacket.PacketType.MESSAGES);
		assertThat(packet.getCompression().getNumber()).isLessThanOrEqualTo(1);
		CanalPacket.Messages messages = CanalPacket.Messages.parseFrom(packet.getBody());
		assertThat(messages.getMessagesCount()).isEqualTo(3);
		CanalEntry.Entry entry = CanalEntry.Entry.parseFrom(messages.getMessages(1));
		assertThat(entry.getEntryType()).isEqualTo(CanalEntry.EntryType.ROWDATA);
		assertThat(entry.getHeader().getSchemaName()).isEqualTo("shop");
		assertThat(entry.getHeader().getEventType()).isEqualTo(CanalEntry.EventType.INSERT);
		CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
		assertThat(change.getRowDatas(0).getAfterColumns(0).getValue()).isEqualTo("7");
		return messages.getBatchId();
	}

	private void open(String password) {
		PortSettings settings = new PortSettings("127.0.0.1", 0, "canal", password, 1 << 20, 8, ZoneOffset.UTC);
		this.port = new CanalPort(settings,
				() -> List.of(new Served("shop", () -> this.source, (table) -> true, new StartFrom.Latest())),
				new FileCheckpointStore(this.directory));
		this.port.start();
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port.port());
		socket.setSoTimeout(20_000);
		return socket;
	}

	private static CanalPacket.Packet packet(Socket socket) throws IOException {
		int length = Integer.parseInt(receive(socket, 4), 16);
		return CanalPacket.Packet.parseFrom(socket.getInputStream().readNBytes(length));
	}

	private static String receive(Socket socket, int length) throws IOException {
		return hex(socket.getInputStream().readNBytes(length));
	}

	private static void send(Socket socket, String hex) throws IOException {
		socket.getOutputStream().write(HexFormat.of().parseHex(hex));
	}

	private static String hex(String text) {
		return hex(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
