package io.github.canalspring.source.mysql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link JoinedPackets}, read as the client does.
 */
class JoinedPacketsTests {

	private static final int FULL = 0xFFFFFF;

	private static final int HEAD = 19;

	@ParameterizedTest
	@ValueSource(ints = { 30, FULL - 1, FULL, FULL + 1, 2 * FULL, 2 * FULL + 30 })
	void joinsThePacketsOfAnEvent(int size) throws IOException {
		byte[] event = new byte[size];
		for (int index = 1; index < size; index++) {
			event[index] = (byte) (index % 251);
		}
		ByteArrayOutputStream sent = new ByteArrayOutputStream();
		send(event, sent);
		send(new byte[] { 0, 7 }, sent);
		JoinedPackets packets = new JoinedPackets(new ByteArrayInputStream(sent.toByteArray()));

		int length = begin(packets);
		assertThat(length).isEqualTo(Math.min(size, FULL - 1));
		byte[] read = new byte[size - 1];
		packets.fill(read, 0, HEAD);
		packets.fill(read, HEAD, read.length - HEAD);
		assertThat(Arrays.equals(read, 0, read.length, event, 1, size)).isTrue();

		assertThat(begin(packets)).isEqualTo(2);
		byte[] next = new byte[1];
		packets.fill(next, 0, 1);
		assertThat(next).containsExactly(7);
		assertThat(packets.peek()).isEqualTo(-1);
	}

	private static int begin(JoinedPackets packets) throws IOException {
		packets.peek();
		int length = packets.readInteger(3);
		packets.skip(1);
		assertThat(packets.read()).isZero();
		return length;
	}

	/** In packets as a server sends them: a full one has another behind it. */
	private static void send(byte[] event, ByteArrayOutputStream sent) {
		int offset = 0;
		int length;
		do {
			length = Math.min(FULL, event.length - offset);
			sent.write(length);
			sent.write(length >> 8);
			sent.write(length >> 16);
			sent.write(0);
			sent.write(event, offset, length);
			offset += length;
		}
		while (length == FULL);
	}

}
