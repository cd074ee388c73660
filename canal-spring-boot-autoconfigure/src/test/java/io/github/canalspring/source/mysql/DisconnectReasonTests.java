package io.github.canalspring.source.mysql;

import com.github.shyiko.mysql.binlog.network.ServerException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.mysql.BinlogClient.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link DisconnectReason} with what MySQL 5.7 to 9 and MariaDB write.
 */
class DisconnectReasonTests {

	private static final HostPort HOST = new HostPort("db", 3306);

	private static String reason(int code, String message) throws Refusal {
		return DisconnectReason.of(HOST, new ServerException(message, code, "HY000"), "canal",
				BinlogPosition.of("binlog.000005", 400));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Could not find first log file name in binary log index file                        | BinlogPurgedException
					Cannot replicate because the master purged required binary logs. Replicate the     | BinlogPurgedException
					Could not find GTID state requested by slave in any binlog files. Probably the     | BinlogPurgedException
					Slave has more GTIDs than the master has, using the master's SERVER_UUID           | TransactionsMissingException
					Replica has more GTIDs than the source has, using the source's SERVER_UUID         | TransactionsMissingException
					slave requested to start from GTID 0-1-9, which is not in the master's binlog      | TransactionsMissingException
					Client requested master to start replication from position > file size             | BinlogRecreatedException
					Client requested source to start replication from impossible position              | BinlogRecreatedException
					log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source | PacketTooLargeException
					bogus data in log event; the first event 'binlog.000005' at 4                      | BinlogDamagedException
					binlog truncated in the middle of event; consider out of disk space on source      | BinlogDamagedException
					event read from binlog did not pass crc check                                      | BinlogDamagedException
					Binary log is not open                                                             | SourceException
					The replication sender thread cannot start in AUTO_POSITION mode: GTID_MODE = OFF  | SourceException
					Something that nobody has seen                                                     | SourceException
					""")
	void everyMeaningIsAnExceptionWithItsRemedy(String message, String type) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> reason(1236, message)).satisfies((refusal) -> {
			SourceException exception = refusal.refusal();
			assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
			assertThat(exception.remedy()).isNotBlank();
			if (!exception.getMessage().contains("log_bin")) {
				assertThat(exception).hasMessageContaining("db:3306")
					.hasMessageContaining("binlog.000005:400")
					.hasMessageContaining(message);
			}
		});
	}

	@Test
	void otherFailuresPass() throws Exception {
		assertThat(reason(1236, "A slave with the same server_uuid/server_id as this slave has connected"))
			.contains("same server_");
		assertThat(reason(1317, "Query execution was interrupted")).contains("1317");
		assertThat(DisconnectReason.of(HOST, null, "canal", BinlogPosition.of("binlog.000005", 400)))
			.contains("ended the connection");
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> reason(1381, "You are not using binary logging"));
	}

}
