package io.github.canalspring.source.canal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

/**
 * Canal's packets on a connection: a length of four bytes, then a protobuf message that
 * has the type of the body and the body, another message.
 */
final class Packets {

	static final int HANDSHAKE = 1;

	static final int CLIENT_AUTHENTICATION = 2;

	static final int ACK = 3;

	static final int SUBSCRIPTION = 4;

	static final int GET = 6;

	static final int MESSAGES = 7;

	static final int CLIENT_ACK = 8;

	static final int CLIENT_ROLLBACK = 12;

	/** Nobody checks the length on the server's side; no batch is near it. */
	private static final int MAX_LENGTH = 1 << 30;

	private static final int TYPE_FIELD = 3;

	private static final int COMPRESSION_FIELD = 4;

	private static final int BODY_FIELD = 5;

	private final DataInputStream in;

	private final OutputStream out;

	private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

	Packets(DataInputStream in, OutputStream out) {
		this.in = in;
		this.out = out;
	}

	/**
	 * Put a packet behind those that are to be sent with the next {@link #flush()}.
	 * Canal's own client sends length and packet apart, and waits for the network twice.
	 */
	void add(int type, Body body) throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		CodedOutputStream fields = CodedOutputStream.newInstance(content);
		body.write(fields);
		fields.flush();
		ByteArrayOutputStream packet = new ByteArrayOutputStream();
		CodedOutputStream envelope = CodedOutputStream.newInstance(packet);
		envelope.writeEnum(TYPE_FIELD, type);
		envelope.writeByteArray(BODY_FIELD, content.toByteArray());
		envelope.flush();
		int length = packet.size();
		this.pending.write(length >>> 24);
		this.pending.write(length >>> 16);
		this.pending.write(length >>> 8);
		this.pending.write(length);
		packet.writeTo(this.pending);
	}

	void flush() throws IOException {
		this.pending.writeTo(this.out);
		this.pending.reset();
		this.out.flush();
	}

	/** Read the next packet. */
	Packet read() throws IOException {
		int length = this.in.readInt();
		if (length < 0 || length > MAX_LENGTH) {
			throw new IOException("What answers does not speak Canal's protocol: a packet of " + length + " bytes");
		}
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("The server closed the connection within a packet");
		}
		CodedInputStream fields = CodedInputStream.newInstance(bytes);
		int type = 0;
		int start = 0;
		int size = 0;
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case TYPE_FIELD -> type = fields.readEnum();
				case COMPRESSION_FIELD -> requireUncompressed(fields.readEnum());
				case BODY_FIELD -> {
					size = fields.readRawVarint32();
					start = fields.getTotalBytesRead();
					fields.skipRawBytes(size);
				}
				default -> fields.skipField(tag);
			}
		}
		return new Packet(type, bytes, start, size);
	}

	private static void requireUncompressed(int compression) throws IOException {
		if (compression > 1) {
			throw new IOException("The server sends compressed packets, which no Canal server is known to do");
		}
	}

	/**
	 * Writes the fields of a packet's body.
	 */
	interface Body {

		void write(CodedOutputStream fields) throws IOException;

	}

	/**
	 * A packet from the server.
	 *
	 * @param type the type of its body
	 * @param bytes the bytes that the body is in
	 * @param start where it begins
	 * @param size its length
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Packet(int type, byte[] bytes, int start, int size) {

		CodedInputStream body() {
			return CodedInputStream.newInstance(this.bytes, this.start, this.size);
		}

	}

}
