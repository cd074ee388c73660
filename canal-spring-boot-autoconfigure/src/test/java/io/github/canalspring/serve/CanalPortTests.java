package io.github.canalspring.serve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.alibaba.otter.canal.client.CanalConnector;
import com.alibaba.otter.canal.client.CanalConnectors;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.Message;
import com.alibaba.otter.canal.protocol.exception.CanalClientException;
import com.google.protobuf.CodedOutputStream;
import io.github.canalspring.canal.Packets;
import io.github.canalspring.canal.Packets.Packet;
import io.github.canalspring.canal.Password;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CanalPort}, with Canal's own client and with packets by hand.
 */
@Timeout(60)
class CanalPortTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id");

	private static final TableSchema AUDIT = TestChangeSource.table("shop", "audit", "id");

	private final TestChangeSource source = new TestChangeSource();

	@TempDir
	private Path directory;

	private CanalPort port;

	@BeforeEach
	void open() {
		this.port = open("canal", (table) -> true);
	}

	@AfterEach
	void close() {
		this.port.stop();
	}

	@Test
	void whatIsAcknowledgedIsDoneForGoodAndWhatIsNotComesAgain() {
		CanalConnector client = client();
		insert(PRODUCT, 1, 3);
		Message first = some(client);
		assertThat(ids(first)).containsExactly("1", "2", "3");
		client.ack(first.getId());
		insert(PRODUCT, 4, 5);
		assertThat(ids(some(client))).containsExactly("4", "5");
		this.port.stop();
		insert(PRODUCT, 6, 6);
		this.port.start();
		CanalConnector again = client();
		assertThat(ids(some(again))).containsExactly("4", "5", "6");
	}

	@Test
	void rollsBackAllOrOneAndAcknowledgesInOrder() {
		CanalConnector client = client();
		insert(PRODUCT, 1, 40);
		Message first = client.getWithoutAck(1);
		Message second = client.getWithoutAck(1);
		assertThat(first.getId()).isEqualTo(1);
		assertThat(second.getId()).isEqualTo(2);
		client.rollback();
		Message third = client.getWithoutAck(1);
		assertThat(third.getId()).isEqualTo(3);
		assertThat(ids(third)).isEqualTo(ids(first));
		client.rollback(3);
		Message all = client.getWithoutAck(1000);
		assertThat(ids(all)).hasSize(40);
		client.ack(all.getId() + 1);
		assertThatExceptionOfType(CanalClientException.class).isThrownBy(() -> client.getWithoutAck(1))
			.withStackTraceContaining("is not exist");
	}

	@Test
	void aSecondConnectionTakesTheClientOver() {
		CanalConnector first = client();
		insert(PRODUCT, 1, 2);
		Message message = some(first);
		CanalConnector second = client();
		assertThat(ids(some(second))).containsExactly("1", "2");
		first.ack(message.getId());
		assertThatExceptionOfType(CanalClientException.class).isThrownBy(() -> first.getWithoutAck(1))
			.withStackTraceContaining("another connection has taken the client shop-client-1001 over");
		insert(PRODUCT, 3, 3);
		assertThat(ids(some(second))).containsExactly("3");
		await().until(() -> this.source.streams().get(0).isClosed());
	}

	@Test
	void clientsWithOtherIdsHaveCursorsOfTheirOwn() throws IOException {
		CanalConnector usual = client();
		try (Raw other = logIn()) {
			other.subscribe("7", "");
			insert(PRODUCT, 1, 1);
			Message message = some(usual);
			usual.ack(message.getId());
			assertThat(other.get("7", 100, 5000, 2).type()).isEqualTo(Packets.MESSAGES);
		}
	}

	@Test
	void aFilterSaysWhichTablesAndTheNextOneTakesItsPlace() {
		CanalConnector client = connector();
		client.connect();
		client.subscribe("shop\\.AUDIT,other\\..*");
		insert(PRODUCT, 1, 1);
		insert(AUDIT, 2, 2);
		Message message = some(client);
		assertThat(ids(message)).containsExactly("2");
		client.ack(message.getId());
		client.subscribe("shop\\..*");
		insert(PRODUCT, 3, 3);
		assertThat(ids(some(client))).containsExactly("3");
	}

	@Test
	void noClientSeesMoreThanTheApplicationMay() {
		this.port.stop();
		this.port = open("canal", (table) -> !table.table().equals("audit"));
		CanalConnector client = client();
		insert(AUDIT, 1, 1);
		insert(PRODUCT, 2, 2);
		assertThat(ids(some(client))).containsExactly("2");
	}

	@Test
	void changesThatConcernNobodyMoveTheCursor() {
		CanalConnector client = client();
		assertThat(client.getWithoutAck(10).getId()).isEqualTo(-1);
		insert(PRODUCT, 1, 1);
		Message message = some(client);
		this.source.foreign();
		assertThat(client.getWithoutAck(10).getId()).isEqualTo(-1);
		client.ack(message.getId());
		assertThat(client.getWithoutAck(10).getId()).isEqualTo(-1);
		this.port.stop();
		this.port.start();
		assertThat(client().getWithoutAck(10).getId()).isEqualTo(-1);
		assertThat(this.source.streams()).last()
			.satisfies((stream) -> assertThat(stream.from()).isEqualTo(TestChangeSource.at(2)));
	}

	@Test
	void whoDoesNotAcknowledgeIsGivenNoMoreThanTheBuffer() {
		CanalConnector client = client();
		String value = "x".repeat(300_000);
		for (int count = 0; count < 10; count++) {
			this.source.insert(PRODUCT, TestChangeSource.row(PRODUCT, value));
		}
		List<Long> given = new ArrayList<>();
		Message message = client.getWithoutAck(300);
		while (message.getId() != -1) {
			given.add(message.getId());
			message = client.getWithoutAck(300);
		}
		assertThat(given.size()).isBetween(3, 6);
		client.ack(given.get(0));
		assertThat(client.getWithoutAck(300).getId()).isGreaterThan(0);
	}

	@Test
	void aFailureOfTheSourceIsTheClientsAnswerUntilItIsOver() {
		CanalConnector client = client();
		this.source.failPolls(new SourceException("The binlog is gone", "Start anew"));
		assertThatExceptionOfType(CanalClientException.class).isThrownBy(() -> client.getWithoutAck(1))
			.withStackTraceContaining("The binlog is gone. Start anew");
		this.source.failPolls(null);
		insert(PRODUCT, 1, 1);
		assertThat(ids(some(client))).containsExactly("1");
	}

	@Test
	void aPortThatIsTakenIsSaid() {
		PortSettings settings = new PortSettings("127.0.0.1", this.port.port(), "canal", "canal", 1, 1, ZoneOffset.UTC);
		assertThatExceptionOfType(PortUnavailableException.class)
			.isThrownBy(() -> new CanalPort(settings, List::of, new FileCheckpointStore(this.directory)).start())
			.withMessageContaining("Nobody can listen at 127.0.0.1:" + this.port.port());
	}

	@Test
	void answersByteForByte() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port.port())) {
			String handshake = hex(socket, 20);
			assertThat(handshake).startsWith("00000010100118012a0a1208");
			byte[] seeds = HexFormat.of().parseHex(handshake.substring(24));
			Packets packets = new Packets(socket.getInputStream(), socket.getOutputStream(), 1 << 20);
			logIn(packets, "canal", Password.answer("canal", seeds));
			assertThat(hex(socket, 8)).isEqualTo("0000000410011803");
			send(socket, "0000001a18042a160a0473686f70120431303031" + "3a0873686f705c2e2e2a");
			assertThat(hex(socket, 8)).isEqualTo("0000000410011803");
			send(socket, "0000002218062a1e0a0473686f70120431303031" + "18e80720ffffffffffffffffff0128023000");
			assertThat(hex(socket, 21)).isEqualTo("00000011100118072a0b08ffffffffffffffffff01");
			insert(PRODUCT, 1, 1);
			send(socket, "0000001a18062a160a0473686f70120431303031" + "18e80720904e28023000");
			assertThat(hex(socket, 12)).startsWith("0000").contains("18072a");
		}
	}

	@ParameterizedTest
	@CsvSource({ "4, '', 1001, 401, destination or clientId is null",
			"4, shop, '', 401, destination or clientId is null", "4, orders, 1001, 400, there is no destination orders",
			"4, shop, me, 400, the clientId is not a number", "4, shop, 70000, 400, the clientId is not a number",
			"6, shop, 1001, 400, should subscribe first", "8, shop, 1001, 402, batchId should assign value",
			"9, shop, 1001, 400, packet type: 9 is NOT supported!" })
	void whatIsNotPossibleIsAnswered(int type, String destination, String client, int code, String message)
			throws IOException {
		try (Raw raw = logIn()) {
			raw.send(type, (fields) -> {
				fields.writeString(1, destination);
				fields.writeString(2, client);
			});
			assertThat(error(raw.read())).startsWith(code + " ").contains(message);
			raw.subscribe("1001", "");
		}
	}

	@Test
	void whoDoesNotKnowThePasswordIsNotLetIn() throws IOException {
		try (Raw raw = new Raw()) {
			raw.subscription("1001", "");
			assertThat(error(raw.read())).isEqualTo("400 auth failed for user:shop");
			logIn(raw.packets, "canal", Password.answer("wrong", raw.seeds));
			assertThat(error(raw.read())).isEqualTo("400 auth failed for user:canal");
			logIn(raw.packets, "root", Password.answer("canal", raw.seeds));
			assertThat(error(raw.read())).isEqualTo("400 auth failed for user:root");
			assertThat(raw.isClosed()).isTrue();
		}
		assertThatExceptionOfType(CanalClientException.class).isThrownBy(() -> {
			CanalConnector wrong = CanalConnectors.newSingleConnector(address(), "shop", "canal", "secret");
			wrong.connect();
		}).withStackTraceContaining("auth failed for user:canal");
	}

	@Test
	void withoutAPasswordEverybodyIsLetIn() {
		this.port.stop();
		this.port = open("", (table) -> true);
		CanalConnector client = CanalConnectors.newSingleConnector(address(), "shop", "", "");
		client.connect();
		client.subscribe();
		insert(PRODUCT, 1, 1);
		assertThat(ids(some(client))).containsExactly("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\n\r\n", "\u007f\u007f\u007f\u007f", "\0\0\0\4\7\7\7\7" })
	void garbageEndsTheConnectionAndNothingElse(String garbage) throws IOException {
		CanalConnector client = client();
		try (Raw raw = new Raw()) {
			raw.socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(raw.isClosed()).isTrue();
		}
		try (Raw raw = logIn()) {
			raw.socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(raw.isClosed()).isTrue();
		}
		insert(PRODUCT, 1, 1);
		assertThat(ids(some(client))).containsExactly("1");
	}

	@Test
	void strangersTakeNoPlaceFromUsers() throws IOException {
		CanalConnector client = client();
		List<Socket> strangers = new ArrayList<>();
		try {
			for (int count = 0; count < 32; count++) {
				strangers.add(new Socket(InetAddress.getLoopbackAddress(), this.port.port()));
				assertThat(strangers.get(count).getInputStream().read()).isZero();
			}
			try (Socket late = new Socket(InetAddress.getLoopbackAddress(), this.port.port())) {
				assertThat(isClosed(late)).isTrue();
			}
			insert(PRODUCT, 1, 1);
			assertThat(ids(some(client))).containsExactly("1");
		}
		finally {
			for (Socket stranger : strangers) {
				stranger.close();
			}
		}
	}

	@Test
	void unsubscribesAndKeepsTheCursor() {
		CanalConnector client = client();
		insert(PRODUCT, 1, 1);
		client.ack(some(client).getId());
		client.unsubscribe();
		await().until(() -> this.source.streams().get(0).isClosed());
		insert(PRODUCT, 2, 2);
		client.subscribe();
		assertThat(ids(some(client))).containsExactly("2");
	}

	private CanalPort open(String password, Predicate<TableId> tables) {
		PortSettings settings = new PortSettings("127.0.0.1", 0, "canal", password, 1 << 20, 8, ZoneOffset.UTC);
		CanalPort opened = new CanalPort(settings,
				() -> List.of(new Served("shop", () -> this.source, tables, new StartFrom.Latest())),
				new FileCheckpointStore(this.directory));
		opened.start();
		return opened;
	}

	private void insert(TableSchema table, int from, int to) {
		for (int id = from; id <= to; id++) {
			this.source.insert(table, TestChangeSource.row(table, Integer.toString(id)));
		}
	}

	private CanalConnector client() {
		CanalConnector client = connector();
		client.connect();
		client.subscribe();
		return client;
	}

	private CanalConnector connector() {
		return CanalConnectors.newSingleConnector(address(), "shop", "canal", "canal");
	}

	private InetSocketAddress address() {
		return new InetSocketAddress("127.0.0.1", this.port.port());
	}

	private static Message some(CanalConnector client) {
		return client.getWithoutAck(1000, 20L, TimeUnit.SECONDS);
	}

	private static List<String> ids(Message message) {
		List<String> ids = new ArrayList<>();
		for (CanalEntry.Entry entry : message.getEntries()) {
			if (entry.getEntryType() == CanalEntry.EntryType.ROWDATA) {
				try {
					CanalEntry.RowChange.parseFrom(entry.getStoreValue())
						.getRowDatasList()
						.forEach((row) -> ids.add(row.getAfterColumns(0).getValue()));
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
			}
		}
		return ids;
	}

	private Raw logIn() throws IOException {
		Raw raw = new Raw();
		logIn(raw.packets, "canal", Password.answer("canal", raw.seeds));
		assertThat(error(raw.read())).isEqualTo("0 ");
		return raw;
	}

	private static void logIn(Packets packets, String user, byte[] answer) throws IOException {
		packets.add(Packets.CLIENT_AUTHENTICATION, (fields) -> {
			fields.writeString(1, user);
			fields.writeByteArray(2, answer);
		});
		packets.flush();
	}

	private static String error(Packet packet) throws IOException {
		assertThat(packet.type()).isEqualTo(Packets.ACK);
		Request fields = Request.read(packet);
		return fields.number(1) + " " + fields.text(2);
	}

	private static String hex(Socket socket, int length) throws IOException {
		return HexFormat.of().formatHex(socket.getInputStream().readNBytes(length));
	}

	private static void send(Socket socket, String hex) throws IOException {
		socket.getOutputStream().write(HexFormat.of().parseHex(hex));
	}

	private static boolean isClosed(Socket socket) throws IOException {
		try {
			return socket.getInputStream().read() < 0;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	/**
	 * A connection whose packets are written by hand.
	 */
	private final class Raw implements AutoCloseable {

		private final Socket socket;

		private final Packets packets;

		private final byte[] seeds;

		private Raw() throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), CanalPortTests.this.port.port());
			this.packets = new Packets(new BufferedInputStream(this.socket.getInputStream()),
					this.socket.getOutputStream(), Packets.ANY_LENGTH);
			this.seeds = Request.read(read()).bytes(2);
		}

		private Packet read() throws IOException {
			return this.packets.read();
		}

		private void send(int type, Packets.Body body) throws IOException {
			this.packets.add(type, body);
			this.packets.flush();
		}

		private void subscription(String client, String filter) throws IOException {
			send(Packets.SUBSCRIPTION, (fields) -> {
				identity(fields, client);
				fields.writeString(7, filter);
			});
		}

		private void subscribe(String client, String filter) throws IOException {
			subscription(client, filter);
			assertThat(error(read())).isEqualTo("0 ");
		}

		private Packet get(String client, int size, long timeout, int unit) throws IOException {
			send(Packets.GET, (fields) -> {
				identity(fields, client);
				fields.writeInt32(3, size);
				fields.writeInt64(4, timeout);
				fields.writeInt32(5, unit);
			});
			return read();
		}

		private void identity(CodedOutputStream fields, String client) throws IOException {
			fields.writeString(1, "shop");
			fields.writeString(2, client);
		}

		private boolean isClosed() throws IOException {
			return CanalPortTests.isClosed(this.socket);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
