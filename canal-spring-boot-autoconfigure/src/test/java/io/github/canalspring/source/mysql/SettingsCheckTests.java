package io.github.canalspring.source.mysql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SettingsCheck}.
 */
class SettingsCheckTests {

	private static final Map<String, String> GOOD = Map.of("log_bin", "ON", "binlog_format", "ROW", "binlog_row_image",
			"FULL", "binlog_row_value_options", "", "binlog_row_metadata", "FULL", "server_uuid", "x", "server_id", "1",
			"gtid_mode", "ON", "binlog_expire_logs_seconds", "2592000");

	@Test
	void findsNothingWhereAllIsWell() {
		assertThat(new SettingsCheck(GOOD).run()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "log_bin, OFF, ERROR, log_bin and binlog_format=ROW",
			"binlog_format, STATEMENT, ERROR, SET GLOBAL binlog_format='ROW'",
			"binlog_format, MIXED, ERROR, SET GLOBAL binlog_format='ROW'",
			"binlog_row_image, MINIMAL, ERROR, SET GLOBAL binlog_row_image='FULL'",
			"binlog_row_image, NOBLOB, ERROR, SET GLOBAL binlog_row_image='FULL'",
			"binlog_row_image, FULL_NODUP, ERROR, SET GLOBAL binlog_row_image='FULL'",
			"server_id, 0, ERROR, SET GLOBAL server_id=1",
			"binlog_row_metadata, MINIMAL, WARNING, SET GLOBAL binlog_row_metadata=FULL",
			"binlog_row_metadata, NO_LOG, WARNING, SET GLOBAL binlog_row_metadata=FULL",
			"gtid_mode, OFF, INFO, gtid_mode", "binlog_transaction_compression, ON, INFO, SET GLOBAL",
			"log_bin_compress, ON, INFO, SET GLOBAL log_bin_compress=OFF",
			"binlog_expire_logs_seconds, 3600, WARNING, SET GLOBAL binlog_expire_logs_seconds=604800",
			"binlog_expire_logs_seconds, 0, INFO, SET GLOBAL binlog_expire_logs_seconds=604800",
			"binlog_expire_logs_auto_purge, OFF, INFO, SET GLOBAL binlog_expire_logs_seconds=604800" })
	void findsWhatIsNot(String name, String value, Severity severity, String remedy) {
		Map<String, String> variables = new HashMap<>(GOOD);
		variables.put(name, value);
		List<Finding> findings = new SettingsCheck(variables).run();
		assertThat(findings).singleElement().satisfies((finding) -> {
			assertThat(finding.severity()).isEqualTo(severity);
			assertThat(finding.remedySql()).contains(remedy);
		});
	}

	@Test
	void retentionByDaysIsUnderstood() {
		Map<String, String> variables = new HashMap<>(GOOD);
		variables.remove("binlog_expire_logs_seconds");
		variables.put("expire_logs_days", "0.25");
		assertThat(new SettingsCheck(variables).run()).singleElement()
			.satisfies((finding) -> assertThat(finding.problem()).contains("360 minutes"))
			.satisfies((finding) -> assertThat(finding.remedySql()).contains("SET GLOBAL expire_logs_days=7"));
		variables.put("expire_logs_days", "10");
		assertThat(new SettingsCheck(variables).run()).isEmpty();
	}

}
