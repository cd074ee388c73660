package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;

/**
 * Judges the variables of a server.
 */
final class SettingsCheck {

	private static final String FOLLOWED = "Tables are followed through the DDL in the binlog. Rows that were logged "
			+ "between a statement that cannot be followed and a later change of the same table cannot be read";

	/** For {@code SHOW VARIABLES}. */
	static final String VARIABLES = "('log_bin', 'binlog_format', 'binlog_row_image', "
			+ "'binlog_row_metadata', 'server_uuid', 'server_id', 'gtid_mode', 'binlog_transaction_compression', "
			+ "'log_bin_compress', 'binlog_expire_logs_seconds', 'expire_logs_days', "
			+ "'binlog_expire_logs_auto_purge')";

	private static final long SHORT_RETENTION = Duration.ofDays(1).toSeconds();

	private final Map<String, String> variables;

	private final List<Finding> findings = new ArrayList<>();

	SettingsCheck(Map<String, String> variables) {
		this.variables = variables;
	}

	List<Finding> run() {
		if (!isOn("log_bin")) {
			found(noBinlog());
		}
		require("binlog_format", "ROW", "Changes that are logged as statements do not tell the rows");
		require("binlog_row_image", "FULL", "Columns that are not logged are not known");
		if ("0".equals(this.variables.get("server_id"))) {
			found(new Finding(Severity.ERROR, "server_id", "The server's server_id is 0",
					"A server without an id sends its binlog to nobody",
					"SET GLOBAL server_id=1; and set it in the server's configuration"));
		}
		checkMetadata();
		if ("OFF".equals(this.variables.get("gtid_mode"))) {
			found(new Finding(Severity.INFO, "gtid_mode", "The server gives transactions no GTIDs",
					"Positions are files and offsets, which no other server knows: there is no failover",
					"SET PERSIST enforce_gtid_consistency=ON; then gtid_mode step by step: OFF_PERMISSIVE, "
							+ "ON_PERMISSIVE, ON"));
		}
		checkCompression("binlog_transaction_compression");
		checkCompression("log_bin_compress");
		checkRetention();
		return this.findings;
	}

	static Finding noBinlog() {
		return new Finding(Severity.ERROR, "log_bin", "The server writes no binlog (log_bin is OFF)",
				"There is nothing to read changes from",
				"Start the server with log_bin and binlog_format=ROW in its configuration");
	}

	private void require(String name, String value, String consequence) {
		String actual = this.variables.getOrDefault(name, value);
		if (!actual.equalsIgnoreCase(value)) {
			found(new Finding(Severity.ERROR, name,
					"The server's " + name + " is " + actual + ", but must be '" + value + "'", consequence,
					"SET GLOBAL " + name + "='" + value
							+ "'; and set it in the server's configuration; sessions that are open keep the old value"));
		}
	}

	private void checkMetadata() {
		String metadata = this.variables.get("binlog_row_metadata");
		if (metadata == null) {
			found(new Finding(Severity.WARNING, "binlog_row_metadata", "A server of this version logs no column names",
					FOLLOWED, "Let the application catch up before unusual DDL, or upgrade the server"));
		}
		else if (!"FULL".equals(metadata)) {
			found(new Finding(Severity.WARNING, "binlog_row_metadata", "The server does not log column names", FOLLOWED,
					"SET GLOBAL binlog_row_metadata=FULL; and set it in the server's configuration"));
		}
	}

	private void checkCompression(String name) {
		if (isOn(name)) {
			found(new Finding(Severity.INFO, name, "The server compresses what it logs",
					"It is read; unpacking takes a little time here", "SET GLOBAL " + name + "=OFF"));
		}
	}

	private void checkRetention() {
		String seconds = this.variables.get("binlog_expire_logs_seconds");
		String days = this.variables.getOrDefault("expire_logs_days", "0");
		boolean bySeconds = seconds != null && !seconds.equals("0");
		double kept = bySeconds ? Double.parseDouble(seconds) : Double.parseDouble(days) * 86_400;
		String variable = (seconds != null) ? "binlog_expire_logs_seconds" : "expire_logs_days";
		String week = (seconds != null) ? "604800" : "7";
		if (kept == 0 || "OFF".equals(this.variables.get("binlog_expire_logs_auto_purge"))) {
			found(new Finding(Severity.INFO, variable, "The server never removes binlog files by itself",
					"Nothing is lost, but its disk fills", "SET GLOBAL " + variable + "=" + week));
		}
		else if (kept < SHORT_RETENTION) {
			found(new Finding(Severity.WARNING, variable,
					"The server keeps its binlog for " + Duration.ofSeconds((long) kept).toMinutes() + " minutes only",
					"Changes are lost if the application is stopped, or a sink is held, for longer",
					"SET GLOBAL " + variable + "=" + week + "; and set it in the server's configuration"));
		}
	}

	private boolean isOn(String name) {
		return "ON".equals(this.variables.get(name)) || "1".equals(this.variables.get(name));
	}

	private void found(Finding finding) {
		this.findings.add(finding);
	}

}
