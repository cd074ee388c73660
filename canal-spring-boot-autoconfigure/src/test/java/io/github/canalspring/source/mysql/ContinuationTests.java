package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.mysql.BinlogClient.Refusal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Continuation} and {@link Refusals}.
 */
class ContinuationTests {

	private static final HostPort HOST = new HostPort("db", 3306);

	private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

	private static final String PLACE = "binlog.000005:400;server=a;ordinal-offset=2;";

	private static ServerState server(String identity, boolean gtids, String executed, String purged) {
		return new ServerState(identity, false, gtids,
				List.of(BinlogPosition.of("binlog.000003", 1000), BinlogPosition.of("binlog.000005", 500)), executed,
				purged);
	}

	private static BinlogPosition go(ServerState server, String from) throws Refusal {
		return Continuation.at(HOST, server, BinlogPosition.parse(from));
	}

	private static SourceException refusal(ServerState server, String from, boolean passing) {
		try {
			throw new AssertionError("Goes on at " + go(server, from));
		}
		catch (Refusal refusal) {
			assertThat(refusal.isPassing()).isEqualTo(passing);
			return refusal.refusal();
		}
	}

	@Test
	void goesOnByOffsetAtTheSameServer() throws Exception {
		String text = PLACE + "skip=3;gtids=" + UUID + ":1-5";
		assertThat(go(server("a", true, UUID + ":1-9", ""), text)).isEqualTo(BinlogPosition.parse(text));
		assertThat(go(server("a", false, "", ""), "binlog.000005:500")).hasToString("binlog.000005:500");
	}

	@Test
	void tellsAPurgeFromAReset() {
		ServerState server = server("a", true, UUID + ":1-9", "");
		assertThat(refusal(server, "binlog.000002:400;server=a", false)).isInstanceOf(BinlogPurgedException.class)
			.hasMessageContaining("binlog.000003");
		assertThat(refusal(server, "binlog.000006:400;server=a", false)).isInstanceOf(BinlogRecreatedException.class);
		assertThat(refusal(server, "binlog.000005:501;server=a", false)).isInstanceOf(BinlogRecreatedException.class);
		assertThat(refusal(server, PLACE + "gtids=" + UUID + ":1-10", true))
			.isInstanceOf(BinlogRecreatedException.class)
			.hasMessageContaining(UUID + ":10");
		assertThat(refusal(server("a", true, UUID + ":1-9", UUID + ":1-5"), "server=a;gtids=" + UUID + ":1-4", false))
			.isInstanceOf(BinlogPurgedException.class)
			.hasMessageContaining(UUID + ":5");
	}

	@Test
	void goesOnByGtidsAtAnother() throws Exception {
		BinlogPosition position = go(server("b", true, UUID + ":1-9", UUID + ":1-3"),
				PLACE + "skip=3;gtids=" + UUID + ":1-5");
		assertThat(position)
			.isEqualTo(BinlogPosition.parse("server=b;ordinal-offset=" + (5 + 2 + 1 - 3) + ";gtids=" + UUID + ":1-5"));
	}

	@Test
	void refusesAnotherThatLacksWhatIsNeeded() {
		String gtids = "gtids=" + UUID + ":1-5";
		assertThat(refusal(server("b", true, UUID + ":1-4", ""), PLACE + gtids, true))
			.isInstanceOf(TransactionsMissingException.class)
			.hasMessageContaining(UUID + ":5");
		assertThat(refusal(server("b", true, UUID + ":1-9", UUID + ":1-6"), PLACE + gtids, false))
			.isInstanceOf(BinlogPurgedException.class)
			.hasMessageContaining(UUID + ":6");
		assertThat(refusal(server("b", false, UUID + ":1-9", ""), PLACE + gtids, false))
			.isInstanceOf(OtherServerException.class);
		assertThat(refusal(server("b", true, UUID + ":1-9", ""), PLACE + "gtids=", false))
			.isInstanceOf(OtherServerException.class);
		assertThat(refusal(server("b", true, UUID + ":1-9", ""), PLACE + "gtid-position=0-1-5", false))
			.isInstanceOf(OtherServerException.class);
	}

	@Test
	void givesUpAtOnceOnlyIfAllServersRefuse() {
		Refusal purged = new Refusal(new BinlogPurgedException(HOST, "purged", null), false);
		Refusals refusals = new Refusals();
		refusals.add(purged);
		refusals.check(2);
		refusals.newRound();
		refusals.check(2);
		refusals.add(purged);
		refusals.add(purged);
		assertThatExceptionOfType(PositionLostException.class).isThrownBy(() -> refusals.check(2));
		refusals.newRound();
		refusals.add(purged);
		refusals.add(new Refusal(new TransactionsMissingException(HOST, "behind", null), true));
		refusals.check(2);
		refusals.newRound();
		refusals.add(purged);
		refusals.add(new Refusal(new OtherServerException(HOST, "other", null), false));
		assertThatExceptionOfType(OtherServerException.class).isThrownBy(() -> refusals.check(2));
	}

}
