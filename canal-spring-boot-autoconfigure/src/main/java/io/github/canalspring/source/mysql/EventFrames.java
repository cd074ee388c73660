package io.github.canalspring.source.mysql;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.deserialization.ChecksumType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import com.github.shyiko.mysql.binlog.network.ServerException;
import com.github.shyiko.mysql.binlog.network.protocol.ErrorPacket;
import org.jspecify.annotations.Nullable;

/**
 * Takes each event as it stands out of a connection and passes it on undecoded, in place.
 * The client, which would look at each and read them byte by byte, asks for the first one
 * only: it gets no answer before the connection ends.
 */
final class EventFrames extends EventDeserializer {

	/** The length of a packet that is continued by the next one. */
	private static final int FULL = 0xFFFFFF;

	/** Of a packet: the length and the number. */
	private static final int PACKET_HEAD = 4;

	private static final int ERROR = 0xFF;

	private final EventConsumer consumer;

	private final EventBytes body = new EventBytes();

	private final EventHeader header = new EventHeader();

	private @Nullable PacketBuffer packets;

	private int checksumLength;

	EventFrames(EventConsumer consumer) {
		this.consumer = consumer;
	}

	/**
	 * Tell where the events come from.
	 */
	void read(InputStream connection) {
		this.packets = new PacketBuffer(connection);
	}

	@Override
	@SuppressWarnings("deprecation")
	public void setChecksumType(ChecksumType checksumType) {
		this.checksumLength = checksumType.getLength();
	}

	@Override
	public Event nextEvent(ByteArrayInputStream announced) throws IOException {
		PacketBuffer packets = this.packets;
		if (packets == null) {
			throw new IllegalStateException("Nothing is read");
		}
		try {
			while (true) {
				next(packets);
			}
		}
		catch (SocketTimeoutException ex) {
			// The client would take any other exception for a bad event, and read on.
			throw (IOException) new EOFException("The server gave no sign of life in time").initCause(ex);
		}
	}

	private void next(PacketBuffer packets) throws IOException {
		need(packets, PACKET_HEAD + 1);
		int packet = Octets.uint24(packets.bytes, packets.position);
		int marker = Octets.uint8(packets.bytes, packets.position + PACKET_HEAD);
		packets.position += PACKET_HEAD + 1;
		if (marker != 0) {
			throw end(packets, packet - 1, marker);
		}
		need(packets, EventHeader.LENGTH);
		this.header.read(packets.bytes, packets.position);
		int length = this.header.length;
		if (packet < FULL && packet != length + 1 || length < EventHeader.LENGTH) {
			throw new EOFException("The server sent an event of " + length + " bytes in a packet of " + packet);
		}
		if (length > PacketBuffer.SIZE) {
			this.consumer.awaitRoom(length);
			pass(this.body.wrap(joined(packets, packet, length), 0, length));
		}
		else {
			need(packets, length);
			int start = packets.position;
			packets.position += length;
			pass(this.body.share(packets.bytes, start, start + length));
		}
	}

	private void need(PacketBuffer packets, int count) throws IOException {
		if (!packets.has(count)) {
			this.consumer.drained();
			packets.await(count);
		}
	}

	private static IOException end(PacketBuffer packets, int length, int marker) throws IOException {
		if (marker != ERROR) {
			return new EOFException("The server ended the stream");
		}
		byte[] error = new byte[length];
		packets.take(error, 0, length);
		ErrorPacket packet = new ErrorPacket(error);
		return new ServerException(packet.getErrorMessage(), packet.getErrorCode(), packet.getSqlState());
	}

	/** An event in an array of its own, which may come in several packets. */
	private static byte[] joined(PacketBuffer packets, int packet, int length) throws IOException {
		byte[] event = new byte[length];
		int done = 0;
		int more = packet;
		int left = packet - 1;
		while (true) {
			packets.take(event, done, Math.min(left, length - done));
			done += left;
			if (more < FULL) {
				break;
			}
			packets.await(PACKET_HEAD);
			more = Octets.uint24(packets.bytes, packets.position);
			left = more;
			packets.position += PACKET_HEAD;
		}
		if (done != length) {
			throw new EOFException("The server sent an event of " + length + " bytes in packets of " + done);
		}
		return event;
	}

	/**
	 * Pass an event on without the checksum.
	 * @param event all of it
	 */
	private void pass(EventBytes event) throws StopReadingException {
		event.position += EventHeader.LENGTH;
		if (this.header.type == EventCode.FORMAT_DESCRIPTION) {
			// The algorithm stands before this event's own checksum, which is always
			// there.
			event.limit -= 5;
			this.checksumLength = (event.bytes[event.limit] == 1) ? 4 : 0;
		}
		else {
			event.limit -= this.checksumLength;
		}
		this.consumer.event(this.header, event);
	}

}
