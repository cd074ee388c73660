package io.github.canalspring.source.mysql;

import java.time.Instant;

import io.github.canalspring.source.SourceException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Xid} and {@link PreparedTransactions}.
 */
class XidTests {

	private static final byte[] PREPARED = { 7, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 'o', 'n', 'e', 'b' };

	private static final byte[] BEGUN = { 7, 0, 0, 0, 3, 1, 'o', 'n', 'e', 'b' };

	private static final Xid ONE = new Xid("6f6e65.62.7");

	@Test
	void isTheSameInEveryForm() {
		assertThat(Xid.prepared(new EventBytes().wrap(PREPARED, 0, PREPARED.length))).isEqualTo(ONE);
		assertThat(Xid.begun(new EventBytes().wrap(BEGUN, 0, BEGUN.length), GtidEvents.PREPARED_XA)).isEqualTo(ONE);
		byte[] grouped = new byte[8 + BEGUN.length];
		System.arraycopy(BEGUN, 0, grouped, 8, BEGUN.length);
		assertThat(Xid.begun(new EventBytes().wrap(grouped, 0, grouped.length), GtidEvents.PREPARED_XA | 2))
			.isEqualTo(ONE);
		assertThat(Xid.statement("XA COMMIT X'6F6e65',X'62',7")).isEqualTo(ONE);
		assertThat(Xid.statement("XA ROLLBACK X'61'")).isEqualTo(new Xid("61..1"));
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> Xid.statement("XA COMMIT one"));
	}

	@Test
	void placesArePartOfAPosition() {
		BinlogPosition position = BinlogPosition.of("binlog.000002", 99)
			.withGtids(GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-7"))
			.withPrepared(PreparedTransactions.NONE
				.with(ONE,
						new PreparedTransactions.Place("binlog.000001", 1L << 33,
								"3e11fa47-71ca-11e1-9e33-c80aa9429562:5", 1_700_000_000))
				.with(new Xid("62..1"), new PreparedTransactions.Place("", 0, "", 1_800_000_000))
				.with(new Xid("61..1"), new PreparedTransactions.Place("", 0, "", 0)));
		assertThat(BinlogPosition.parse(position.text())).isEqualTo(position);
		PreparedTransactions.Place place = position.prepared().place(ONE);
		assertThat(place).isNotNull();
		assertThat(place.from(position).text())
			.isEqualTo("binlog.000001:8589934592;gtids=3e11fa47-71ca-11e1-9e33-c80aa9429562:1-4:6-7");
		PreparedTransactions.Place elsewhere = position.prepared().elsewhere().place(ONE);
		assertThat(elsewhere).isNotNull();
		assertThat(elsewhere.from(position).text()).isEqualTo("gtids=3e11fa47-71ca-11e1-9e33-c80aa9429562:1-4:6-7");
		PreparedTransactions.Place unknown = position.prepared().elsewhere().place(new Xid("61..1"));
		assertThat(unknown).isNotNull();
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> unknown.from(position));
		assertThat(position.neededSince()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
		PreparedTransactions later = position.prepared().elsewhere().without(ONE);
		assertThat(position.withPrepared(later).neededSince()).isEqualTo(Instant.ofEpochSecond(1_800_000_000));
		PreparedTransactions timeless = later.without(new Xid("62..1"));
		assertThat(position.withPrepared(timeless).neededSince()).isNull();
		assertThat(timeless.without(new Xid("61..1"))).isEqualTo(PreparedTransactions.NONE);
	}

}
