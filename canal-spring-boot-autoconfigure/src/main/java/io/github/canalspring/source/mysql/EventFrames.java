package io.github.canalspring.source.mysql;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.ChecksumType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;

/**
 * Takes each event as it stands out of the client's stream and passes it on undecoded. To
 * the client itself every event looks like a heartbeat, of which it makes nothing: the
 * position is kept elsewhere.
 */
final class EventFrames extends EventDeserializer {

	private static final int USUAL_SIZE = 64 << 10;

	/** A buffer above this size is given away with its event. */
	static final int LARGE = 1 << 20;

	private static final Event NOTHING = new Event(heartbeat(), null);

	private final EventConsumer consumer;

	private final EventBytes bytes = new EventBytes();

	private final EventHeader header = new EventHeader();

	private byte[] buffer = new byte[USUAL_SIZE];

	private int checksumLength;

	EventFrames(EventConsumer consumer) {
		this.consumer = consumer;
	}

	private static EventHeaderV4 heartbeat() {
		EventHeaderV4 header = new EventHeaderV4();
		header.setEventType(EventType.HEARTBEAT);
		return header;
	}

	@Override
	@SuppressWarnings("deprecation")
	public void setChecksumType(ChecksumType checksumType) {
		this.checksumLength = checksumType.getLength();
	}

	@Override
	public Event nextEvent(ByteArrayInputStream input) throws IOException {
		try {
			input.fill(this.buffer, 0, EventHeader.LENGTH);
			this.header.read(this.bytes.wrap(this.buffer, 0, EventHeader.LENGTH));
			int length = this.header.length;
			this.consumer.awaitRoom(length);
			fit(length);
			input.fill(this.buffer, EventHeader.LENGTH, length - EventHeader.LENGTH);
			if (this.header.type == EventCode.FORMAT_DESCRIPTION) {
				// The algorithm stands before this event's own checksum, which is always
				// there.
				this.checksumLength = (this.buffer[length - 5] == 1) ? 4 : 0;
				this.bytes.wrap(this.buffer, EventHeader.LENGTH, length - 5);
			}
			else {
				this.bytes.wrap(this.buffer, EventHeader.LENGTH, length - this.checksumLength);
			}
			this.consumer.event(this.header, this.bytes);
			if (length > LARGE) {
				this.buffer = new byte[USUAL_SIZE];
				this.bytes.wrap(this.buffer, 0, 0);
			}
		}
		catch (SocketTimeoutException ex) {
			// The client would take any other exception for a bad event, and read on.
			throw (IOException) new EOFException("The server gave no sign of life in time").initCause(ex);
		}
		return NOTHING;
	}

	private void fit(int length) throws IOException {
		if (length < EventHeader.LENGTH) {
			throw new EOFException("The server ended the stream");
		}
		if (length > this.buffer.length || this.buffer.length > USUAL_SIZE && length <= USUAL_SIZE) {
			byte[] fitting = new byte[Math.max(length, USUAL_SIZE)];
			System.arraycopy(this.buffer, 0, fitting, 0, EventHeader.LENGTH);
			this.buffer = fitting;
		}
	}

}
