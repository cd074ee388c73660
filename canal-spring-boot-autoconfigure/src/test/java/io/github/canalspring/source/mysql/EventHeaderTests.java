package io.github.canalspring.source.mysql;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EventHeader}.
 */
class EventHeaderTests {

	private static final long GIB_4 = 1L << 32;

	private static EventHeader ending(long offset) {
		ByteBuffer bytes = ByteBuffer.allocate(EventHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
		bytes.putInt(0).put((byte) EventCode.TABLE_MAP).putInt(1).putInt(50).putInt((int) offset).putShort((short) 0);
		EventHeader header = new EventHeader();
		header.read(bytes.array(), 0);
		return header;
	}

	@Test
	void offsetsGoOnWhereThoseInHeadersBeginAnew() {
		assertThat(ending(150).end(100)).isEqualTo(150);
		assertThat(ending(GIB_4 - 1).end(GIB_4 - 51)).isEqualTo(GIB_4 - 1);
		assertThat(ending(GIB_4).end(GIB_4 - 50)).isEqualTo(GIB_4);
		assertThat(ending(GIB_4 + 10).end(GIB_4 - 40)).isEqualTo(GIB_4 + 10);
		assertThat(ending(3 * GIB_4 + 10).end(3 * GIB_4 - 40)).isEqualTo(3 * GIB_4 + 10);
		assertThat(ending(3 * GIB_4 + 60).end(3 * GIB_4 + 10)).isEqualTo(3 * GIB_4 + 60);
	}

	@Test
	void versionsTakeOffsetsBeyond4GiB() {
		BinlogPosition before = BinlogPosition.of("binlog.000007", 2 * GIB_4 + 1);
		assertThat(BinlogPosition.parse(before.text())).isEqualTo(before);
		assertThat(before.version()).isGreaterThan(BinlogPosition.of("binlog.000007", GIB_4).version())
			.isLessThan(BinlogPosition.of("binlog.000008", 4).version());
	}

}
