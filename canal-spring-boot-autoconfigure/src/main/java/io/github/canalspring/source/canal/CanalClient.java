package io.github.canalspring.source.canal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.github.canalspring.canal.Packets;
import io.github.canalspring.canal.Packets.Packet;
import io.github.canalspring.canal.Password;

/**
 * A connection to a Canal server. For one thread, except for {@link #close()}.
 */
final class CanalClient implements Closeable {

	/** The one that every Canal client has unless told otherwise. */
	static final String CLIENT_ID = "1001";

	/** Keeps the server from closing a connection that waits for a slow sink. */
	private static final Duration IDLE = Duration.ofHours(12);

	private static final int MILLISECONDS = 2;

	private final CanalConnection settings;

	private final Socket socket;

	private final Packets packets;

	private CanalClient(CanalConnection settings, Socket socket) throws IOException {
		this.settings = settings;
		this.socket = socket;
		this.packets = new Packets(new BufferedInputStream(socket.getInputStream(), 1 << 16), socket.getOutputStream(),
				Packets.ANY_LENGTH);
	}

	/**
	 * Connect, log in and subscribe; what was delivered and not acknowledged is delivered
	 * again.
	 * @throws CanalRefusalException if the server does not want to
	 */
	static CanalClient connect(CanalNode node, CanalConnection settings) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			socket.setKeepAlive(true);
			socket.setReceiveBufferSize(1 << 20);
			socket.setSoTimeout((int) settings.readTimeout().toMillis());
			socket.connect(new InetSocketAddress(node.host(), node.port()), (int) settings.connectTimeout().toMillis());
			CanalClient client = new CanalClient(settings, socket);
			client.logIn();
			client.subscribe();
			return client;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private void logIn() throws IOException {
		byte[] seeds = seeds(expect(Packets.HANDSHAKE));
		this.packets.add(Packets.CLIENT_AUTHENTICATION, (fields) -> {
			fields.writeString(1, this.settings.user());
			fields.writeByteArray(2, Password.answer(this.settings.password(), seeds));
			// The protocol says seconds; servers take milliseconds.
			fields.writeInt32(3, (int) IDLE.toMillis());
			fields.writeInt32(4, (int) IDLE.toMillis());
		});
		this.packets.flush();
		expect(Packets.ACK);
	}

	private void subscribe() throws IOException {
		this.packets.add(Packets.SUBSCRIPTION, (fields) -> {
			identity(fields);
			if (!this.settings.filter().isEmpty()) {
				fields.writeString(7, this.settings.filter());
			}
		});
		this.packets.flush();
		expect(Packets.ACK);
		this.packets.add(Packets.CLIENT_ROLLBACK, (fields) -> {
			identity(fields);
			fields.writeInt64(3, 0);
		});
	}

	/**
	 * Ask for the next batch.
	 * @param size how much of the server's store to take at most, in its own units
	 * @param timeout how long the server may wait for that much; zero to take what there
	 * is
	 * @return the packet with it
	 */
	Packet get(int size, Duration timeout) throws IOException {
		this.packets.add(Packets.GET, (fields) -> {
			identity(fields);
			fields.writeInt32(3, size);
			fields.writeInt64(4, timeout.isZero() ? -1 : timeout.toMillis());
			fields.writeInt32(5, MILLISECONDS);
		});
		this.packets.flush();
		return expect(Packets.MESSAGES);
	}

	/** Acknowledge a batch, with the next request. */
	void acknowledge(long batchId) throws IOException {
		this.packets.add(Packets.CLIENT_ACK, (fields) -> {
			identity(fields);
			fields.writeInt64(3, batchId);
		});
	}

	/** Send what waits for the next request. */
	void flush() throws IOException {
		this.packets.flush();
	}

	private void identity(CodedOutputStream fields) throws IOException {
		fields.writeString(1, this.settings.destination());
		fields.writeString(2, CLIENT_ID);
	}

	/** An error may answer an earlier request, which had no answer of its own. */
	private Packet expect(int type) throws IOException {
		Packet packet = this.packets.read();
		if (packet.type() == Packets.ACK) {
			requireNoError(packet);
		}
		if (packet.type() != type) {
			throw new IOException(
					"The server sent a packet of type " + packet.type() + " in place of one of type " + type);
		}
		return packet;
	}

	private static void requireNoError(Packet packet) throws IOException {
		CodedInputStream fields = packet.body();
		int code = 0;
		String message = "";
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case 1 -> code = fields.readInt32();
				case 2 -> message = fields.readStringRequireUtf8();
				default -> fields.skipField(tag);
			}
		}
		if (code != 0) {
			throw new CanalRefusalException(code, message.lines().findFirst().orElse("error " + code));
		}
	}

	private static byte[] seeds(Packet packet) throws IOException {
		CodedInputStream fields = packet.body();
		byte[] seeds = new byte[0];
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			if (WireFormat.getTagFieldNumber(tag) == 2) {
				seeds = fields.readByteArray();
			}
			else {
				fields.skipField(tag);
			}
		}
		return seeds;
	}

	/** From any thread; ends a call that waits. */
	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
