package io.github.canalspring.canal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.google.protobuf.WireFormat;
import io.github.canalspring.canal.Packets.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Packets}.
 */
class PacketsTests {

	private static final String HANDSHAKE = "00000010100118012a0a12080102030405060708";

	private static final String DONE = "0000000410011803";

	private final List<String> writes = new ArrayList<>();

	@Test
	void writesAsAServerDoes() throws IOException {
		Packets packets = packets("");
		packets.add(1, Packets.HANDSHAKE, (fields) -> fields.writeByteArray(2, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }));
		packets.flush();
		packets.add(1, Packets.ACK, (fields) -> {
		});
		packets.add(1, Packets.MESSAGES, (fields) -> fields.writeInt64(1, -1));
		packets.flush();
		assertThat(this.writes).containsExactly(HANDSHAKE, DONE + "00000011100118072a0b08ffffffffffffffffff01");
	}

	@Test
	void writesAsAClientDoes() throws IOException {
		Packets packets = packets("");
		packets.add(Packets.CLIENT_ACK, (fields) -> {
			fields.writeString(1, "example");
			fields.writeString(2, "1001");
			fields.writeInt64(3, 7);
		});
		packets.flush();
		assertThat(this.writes).containsExactly("0000001518082a110a076578616d706c651204313030311807");
	}

	@Test
	void readsOnePacketAfterTheOther() throws IOException {
		Packets packets = packets(HANDSHAKE + DONE + "0000000610011803" + "2a00");
		Packet handshake = packets.read();
		assertThat(handshake.type()).isEqualTo(Packets.HANDSHAKE);
		assertThat(WireFormat.getTagFieldNumber(handshake.body().readTag())).isEqualTo(2);
		assertThat(packets.read().size()).isZero();
		assertThat(packets.read().size()).isZero();
		assertThatExceptionOfType(EOFException.class).isThrownBy(packets::read);
	}

	@ParameterizedTest
	@ValueSource(strings = { "47455420", "7fffffff", "ffffffff", "00000401" })
	void aLengthThatIsNoneIsRefusedWithoutMemoryForIt(String length) {
		assertThatIOException().isThrownBy(() -> packets(length + "00").read())
			.withMessageContaining("does not speak Canal's protocol");
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000004ffffffff", "000000042a7f0102", "0000000418032003" })
	void whatIsNoPacketIsRefused(String bytes) {
		assertThatIOException().isThrownBy(() -> packets(bytes).read());
	}

	@Test
	void aPacketCutShortIsRefused() {
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> packets("000000041001").read());
	}

	private Packets packets(String input) {
		return new Packets(new ByteArrayInputStream(HexFormat.of().parseHex(input)), new ByteArrayOutputStream() {

			@Override
			public synchronized void write(byte[] bytes, int from, int length) {
				PacketsTests.this.writes.add(HexFormat.of().formatHex(bytes, from, from + length));
			}

		}, 1024);
	}

}
