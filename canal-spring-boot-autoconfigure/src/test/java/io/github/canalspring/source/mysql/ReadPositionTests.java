package io.github.canalspring.source.mysql;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ReadPosition}.
 */
class ReadPositionTests {

	private static final String UUID = "6c1b2c3d-0000-11ee-8000-000000000001";

	private static final Gtid.Source ONE = Gtid.Source.mysql(UUID);

	private static final Gtid.Source OTHER = Gtid.Source.mysql(UUID + ":nightly");

	private final ReadPosition position = new ReadPosition(BinlogPosition.of("binlog.000001", 4));

	@Test
	void putsTogetherWhatManyTransactionsMovedOn() {
		start("binlog.000001:4;gtids=" + UUID + ":1-5");
		for (int number = 6; number < 10; number++) {
			commit(ONE, number, 1000 * number);
		}
		commit(null, 0, 10_000);
		commit(ONE, 10, 11_000);
		commit(OTHER, 1, 12_000);
		commit(ONE, 20, 13_000);
		commit(ONE, 21, 14_000);
		assertThat(this.position.get().text())
			.isEqualTo("binlog.000001:14000;gtids=" + UUID + ":1-10:20-21," + UUID + ":nightly:1");
		assertThat(this.position.get()).isSameAs(this.position.get());
	}

	@Test
	void ofMariadbTheLastOfEachDomainCounts() {
		start("binlog.000001:4;gtid-position=0-1-5");
		commit(Gtid.Source.mariadb(0, 1), 6, 1000);
		commit(Gtid.Source.mariadb(7, 1), 1, 2000);
		commit(Gtid.Source.mariadb(0, 2), 7, 3000);
		assertThat(this.position.get().text()).isEqualTo("binlog.000001:3000;gtid-position=0-2-7,7-1-1");
	}

	@Test
	void transactionsStayInTheFileTheyWereIn() {
		start("binlog.000001:4");
		this.position.isBegun(1_700_000_000);
		commit(ONE, 1, 1000);
		this.position.rotate("binlog.000002", 4);
		assertThat(this.position.get().text()).isEqualTo("binlog.000001:1000;begun=1700000000;");
		assertThat(this.position.advance()).isTrue();
		assertThat(this.position.advance()).isFalse();
		this.position.isBegun(1_800_000_000);
		assertThat(this.position.get().text()).isEqualTo("binlog.000002:4;begun=1800000000;");
		assertThat(this.position.isBegun(1_900_000_000)).isFalse();
	}

	@Test
	void keepsWhatIsDoneOfTheFirstTransactionUntilItEnds() {
		start("binlog.000001:4;skip=7;");
		assertThat(this.position.skip()).isEqualTo(7);
		assertThat(this.position.get().skip()).isZero();
		commit(null, 0, 1000);
		assertThat(this.position.skip()).isZero();
	}

	private void start(String from) {
		this.position.start(BinlogPosition.parse(from), false);
	}

	private void commit(Gtid.Source source, long number, int end) {
		EventHeader header = new EventHeader();
		byte[] bytes = new byte[EventHeader.LENGTH];
		for (int index = 0; index < 4; index++) {
			bytes[13 + index] = (byte) (end >> 8 * index);
		}
		header.read(bytes, 0);
		this.position.pass(header, true);
		this.position.commit(source, number, TableHistory.NONE);
	}

}
