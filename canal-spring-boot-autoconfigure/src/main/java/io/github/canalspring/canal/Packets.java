package io.github.canalspring.canal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

/**
 * Canal's packets on a connection: a length of four bytes, then a protobuf message that
 * has the type of the body and the body, another message. Reading is for one thread, and
 * so is writing.
 */
public final class Packets {

	/** From the server, with the seeds for the password. */
	public static final int HANDSHAKE = 1;

	/** From the client. */
	public static final int CLIENT_AUTHENTICATION = 2;

	/** From the server: done, or an error. */
	public static final int ACK = 3;

	/** From the client. */
	public static final int SUBSCRIPTION = 4;

	/** From the client. */
	public static final int UNSUBSCRIPTION = 5;

	/** From the client. */
	public static final int GET = 6;

	/** From the server: a batch. */
	public static final int MESSAGES = 7;

	/** From the client, without an answer. */
	public static final int CLIENT_ACK = 8;

	/** From the client, without an answer. */
	public static final int CLIENT_ROLLBACK = 12;

	/** Larger than any batch. */
	public static final int ANY_LENGTH = 1 << 30;

	private static final int VERSION_FIELD = 2;

	private static final int TYPE_FIELD = 3;

	private static final int COMPRESSION_FIELD = 4;

	private static final int BODY_FIELD = 5;

	private final DataInputStream in;

	private final OutputStream out;

	private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

	private int maxLength;

	/**
	 * Read and write packets.
	 * @param in where they come from, buffered
	 * @param out where they go, not buffered
	 * @param maxLength the longest that is read: the length that stands before a packet
	 * may be anything
	 */
	public Packets(InputStream in, OutputStream out, int maxLength) {
		this.in = new DataInputStream(in);
		this.out = out;
		this.maxLength = maxLength;
	}

	/**
	 * From now on read longer packets, or only shorter ones.
	 * @param maxLength the longest that is read
	 */
	public void limit(int maxLength) {
		this.maxLength = maxLength;
	}

	/**
	 * Put a packet behind those that are to be sent with the next {@link #flush()}.
	 * Canal's own client sends length and packet apart, and waits for the network twice.
	 * @param type the type of the body
	 * @param body writes the body
	 * @throws IOException never, as nothing is sent
	 */
	public void add(int type, Body body) throws IOException {
		add(0, type, body);
	}

	/**
	 * Put a packet with a version behind those that are to be sent.
	 * @param version the version; 0 for none
	 * @param type the type of the body
	 * @param body writes the body; one that writes nothing is left out
	 * @throws IOException never, as nothing is sent
	 */
	public void add(int version, int type, Body body) throws IOException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		CodedOutputStream fields = CodedOutputStream.newInstance(content);
		body.write(fields);
		fields.flush();
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		CodedOutputStream envelope = CodedOutputStream.newInstance(head);
		if (version != 0) {
			envelope.writeInt32(VERSION_FIELD, version);
		}
		envelope.writeEnum(TYPE_FIELD, type);
		if (content.size() > 0) {
			envelope.writeTag(BODY_FIELD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
			envelope.writeUInt32NoTag(content.size());
		}
		envelope.flush();
		int length = head.size() + content.size();
		this.pending.write(length >>> 24);
		this.pending.write(length >>> 16);
		this.pending.write(length >>> 8);
		this.pending.write(length);
		head.writeTo(this.pending);
		content.writeTo(this.pending);
	}

	/**
	 * Send what was added, at once.
	 * @throws IOException if the connection is broken
	 */
	public void flush() throws IOException {
		this.pending.writeTo(this.out);
		this.pending.reset();
		this.out.flush();
	}

	/**
	 * Read the next packet.
	 * @return the packet
	 * @throws IOException if the connection is broken or closed, or what comes is no
	 * packet
	 */
	public Packet read() throws IOException {
		int length = this.in.readInt();
		if (length < 0 || length > this.maxLength) {
			throw new IOException("What answers does not speak Canal's protocol: a packet of "
					+ Integer.toUnsignedString(length) + " bytes, and at most " + this.maxLength + " are expected");
		}
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("The other side closed the connection within a packet");
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
			throw new IOException("The packets are compressed, which none of Canal's are known to be");
		}
	}

	/**
	 * Writes the fields of a packet's body.
	 */
	public interface Body {

		/**
		 * Write the fields.
		 * @param fields takes them
		 * @throws IOException if they cannot be written
		 */
		void write(CodedOutputStream fields) throws IOException;

	}

	/**
	 * A packet that was read.
	 *
	 * @param type the type of its body
	 * @param bytes the bytes that the body is in
	 * @param start where it begins
	 * @param size its length
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Packet(int type, byte[] bytes, int start, int size) {

		/**
		 * The fields of the body.
		 * @return a new reader
		 */
		public CodedInputStream body() {
			return CodedInputStream.newInstance(this.bytes, this.start, this.size);
		}

	}

}
