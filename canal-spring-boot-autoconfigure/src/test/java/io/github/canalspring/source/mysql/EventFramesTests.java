package io.github.canalspring.source.mysql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.github.shyiko.mysql.binlog.network.ServerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link EventFrames} over bytes as a server sends them.
 */
class EventFramesTests {

	private static final int FULL = 0xFFFFFF;

	private static final int SMALL = EventHeader.LENGTH + 7;

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private final Received received = new Received();

	@ParameterizedTest
	@ValueSource(ints = { EventHeader.LENGTH, 30, PacketBuffer.SIZE - 1, PacketBuffer.SIZE, PacketBuffer.SIZE + 1,
			FULL - 2, FULL - 1, FULL, 2 * FULL - 1, 2 * FULL + 30 })
	void readsEventsOfAnySize(int size) {
		send(event(SMALL));
		send(event(size));
		send(event(SMALL));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(Integer.MAX_VALUE));
		assertThat(this.received.lengths).containsExactly(SMALL, size, SMALL);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 1000, PacketBuffer.SIZE })
	void readsEventsThatArriveInPieces(int piece) {
		for (int size = EventHeader.LENGTH; size < 500; size++) {
			send(event(size));
		}
		send(event(PacketBuffer.SIZE + 100));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(piece));
		assertThat(this.received.lengths).hasSize(500 - EventHeader.LENGTH + 1);
	}

	@Test
	void tellsWhenAllIsTakenThatHasArrived() {
		send(event(SMALL));
		send(event(SMALL));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(Integer.MAX_VALUE));
		assertThat(this.received.drainedAt).containsExactly(0, 2);
	}

	@Test
	void passesOnWhatTheServerRefuses() {
		send(event(SMALL));
		byte[] error = "\u00ff\u00d4\u0004#HY000could not find next log".getBytes(StandardCharsets.ISO_8859_1);
		packet(error, 0, error.length);
		assertThatExceptionOfType(ServerException.class).isThrownBy(() -> read(Integer.MAX_VALUE))
			.withMessage("could not find next log")
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(1236));
	}

	@Test
	void noticesWhatIsNoEvent() {
		byte[] event = event(SMALL);
		event[10]++;
		send(event);
		send(event(SMALL));
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(Integer.MAX_VALUE))
			.withMessageContaining("in a packet of " + (SMALL + 1));
		assertThat(this.received.lengths).isEmpty();
	}

	private void read(int piece) throws IOException {
		EventFrames frames = new EventFrames(this.received);
		frames.read(new Pieces(this.sent.toByteArray(), piece));
		frames.nextEvent(new com.github.shyiko.mysql.binlog.io.ByteArrayInputStream(new byte[0]));
	}

	/** An event whose body tells where each of its bytes belongs. */
	private static byte[] event(int size) {
		byte[] event = new byte[size];
		ByteBuffer.wrap(event)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(0)
			.put((byte) EventCode.IGNORABLE)
			.putInt(1)
			.putInt(size);
		for (int index = EventHeader.LENGTH; index < size; index++) {
			event[index] = (byte) (index % 251);
		}
		return event;
	}

	/** In packets as a server sends them: a full one has another behind it. */
	private void send(byte[] event) {
		byte[] content = new byte[event.length + 1];
		System.arraycopy(event, 0, content, 1, event.length);
		int offset = 0;
		int length;
		do {
			length = Math.min(FULL, content.length - offset);
			packet(content, offset, length);
			offset += length;
		}
		while (length == FULL);
	}

	private void packet(byte[] content, int offset, int length) {
		this.sent.write(length);
		this.sent.write(length >> 8);
		this.sent.write(length >> 16);
		this.sent.write(0);
		this.sent.write(content, offset, length);
	}

	/** Checks the events' bytes. */
	private static final class Received implements EventConsumer {

		private final List<Integer> lengths = new ArrayList<>();

		private final List<Integer> drainedAt = new ArrayList<>();

		@Override
		public BinlogPosition resume() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void connected(BinlogPosition from, boolean search) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void drained() {
			this.drainedAt.add(this.lengths.size());
		}

		@Override
		public void event(EventHeader header, EventBytes body) {
			byte[] expected = EventFramesTests.event(header.length);
			assertThat(
					Arrays.equals(body.bytes, body.position, body.limit, expected, EventHeader.LENGTH, expected.length))
				.isTrue();
			this.lengths.add(header.length);
		}

	}

	/** Gives what it has in pieces, as a socket does. */
	private static final class Pieces extends InputStream {

		private final ByteArrayInputStream bytes;

		private final int size;

		Pieces(byte[] bytes, int size) {
			this.bytes = new ByteArrayInputStream(bytes);
			this.size = size;
		}

		@Override
		public int read() {
			return this.bytes.read();
		}

		@Override
		public int read(byte[] into, int offset, int length) {
			return this.bytes.read(into, offset, Math.min(length, this.size));
		}

	}

}
