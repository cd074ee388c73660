package io.github.canalspring.source.mysql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link BinlogPosition}, and of the offsets that headers cut short.
 */
class BinlogPositionTests {

	private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

	@ParameterizedTest
	@ValueSource(strings = { "mysql-bin.000003:154", "binlog.1000000:6442450944;skip=4294967297;",
			"mysql-bin.000003:154;skip=3;server=" + UUID + ";gtids=" + UUID + ":1-5,4"
					+ "e11fa47-71ca-11e1-9e33-c80aa9429562:1",
			"maria-bin.000001:4;server=HE1oBYpRNSRxEsBPcANHMRXCsJI;ordinal-offset=12;gtid-position=0-1-100,1-2-3",
			"maria-bin.000001:4;ordinal-offset=2;begun=1700000000;gtid-position=", "maria-bin.000001:4;gtid-position=",
			"mysql-bin.000001:4;gtids=", "gtids=" + UUID + ":1-5" })
	void textsAreReadBack(String text) {
		BinlogPosition position = BinlogPosition.parse(text);
		assertThat(BinlogPosition.parse(position.text())).isEqualTo(position);
		assertThat(position.text().replaceAll(";$", "")).isEqualTo(text.replaceAll(";$", ""));
	}

	@Test
	void takesTheNotationsOfPeople() {
		assertThat(BinlogPosition.parse(" mysql-bin.000003:154 ")).hasToString("mysql-bin.000003:154");
		assertThat(BinlogPosition.parse(UUID + ":1-5").gtids()).hasToString(UUID + ":1-5");
		assertThat(BinlogPosition.parse("0-1-100").gtids()).isInstanceOf(MariadbGtidSet.class);
		for (String wrong : new String[] { "mysql-bin", "mysql-bin.000003:x", "x=1;y", "file:4" }) {
			assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> BinlogPosition.parse(wrong));
		}
	}

	@Test
	void versionsGrowWithFilesAndOffsets() {
		BinlogPosition position = BinlogPosition.of("mysql-bin.000003", 154);
		assertThat(position.version()).isEqualTo((3L << 34) + 154);
		assertThat(BinlogPosition.of("mysql-bin.000003", (1L << 34) - 1).version()).isGreaterThan(position.version())
			.isLessThan(BinlogPosition.of("mysql-bin.000004", 4).version());
		assertThat(BinlogPosition.parse("mysql-bin.000001:4;ordinal-offset=10").version()).isEqualTo((11L << 34) + 4);
	}

	@Test
	void versionsGrowOverServers() {
		BinlogPosition before = BinlogPosition.parse("mysql-bin.000010:5000;ordinal-offset=3");
		BinlogPosition low = BinlogPosition.parse("binlog.000002:4").above(before, "binlog.000002");
		assertThat(low.version()).isEqualTo((14L << 34) + 4).isGreaterThan(before.version());
		assertThat(BinlogPosition.parse(low.text()).version()).isEqualTo(low.version());
		BinlogPosition high = BinlogPosition.parse("binlog.000020:4").above(before, "binlog.000020");
		assertThat(high.ordinalOffset()).isEqualTo(3);
	}

	@Test
	void comparesPlacesOfOneServer() {
		BinlogPosition place = BinlogPosition.parse("binlog.000002:500;server=a;ordinal-offset=7");
		assertThat(place.reaches(BinlogPosition.parse("binlog.000002:500;server=a"))).isTrue();
		assertThat(place.reaches(BinlogPosition.parse("binlog.000001:900;server=a"))).isTrue();
		assertThat(place.reaches(BinlogPosition.parse("binlog.000002:501;server=a"))).isFalse();
		assertThat(place.reaches(BinlogPosition.parse("binlog.000003:4;server=a"))).isFalse();
		assertThat(place.reaches(BinlogPosition.parse("binlog.000001:4;server=b"))).isFalse();
	}

	@Test
	void comparesGtidsOfTwoServers() {
		BinlogPosition place = BinlogPosition.parse("binlog.000002:500;server=a;gtid-position=0-1-100");
		assertThat(place.reaches(BinlogPosition.parse("bin.000099:4;server=b;gtid-position=0-1-100"))).isTrue();
		assertThat(place.reaches(BinlogPosition.parse("bin.000001:4;server=b;gtid-position=0-1-101"))).isFalse();
		assertThat(place.reaches(BinlogPosition.parse("bin.000001:4;server=b;gtid-position="))).isFalse();
		assertThat(place.reaches(BinlogPosition.parse("0-1-100"))).isTrue();
	}

	@Test
	void offsetsGoOnBeyondFourGigabytes() {
		EventHeader header = new EventHeader();
		byte[] bytes = new byte[EventHeader.LENGTH];
		bytes[13] = 100;
		header.read(bytes, 0);
		assertThat(header.end(50)).isEqualTo(100);
		assertThat(header.end(0xFFFFFF00L)).isEqualTo((1L << 32) + 100);
		assertThat(header.end((1L << 33) + 50)).isEqualTo((1L << 33) + 100);
		assertThat(header.end((1L << 33) + 101)).isEqualTo(3 * (1L << 32) + 100);
	}

}
