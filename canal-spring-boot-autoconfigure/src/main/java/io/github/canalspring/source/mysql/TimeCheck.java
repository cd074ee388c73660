package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares the server's clock and time zone with ours.
 */
final class TimeCheck {

	private static final Duration TOLERANCE = Duration.ofSeconds(2);

	private final JdbcClient client;

	private final Clock clock;

	TimeCheck(JdbcClient client, Clock clock) {
		this.client = client;
		this.clock = clock;
	}

	List<Finding> run() {
		Instant before = this.clock.instant();
		Reading reading = this.client
			.sql("SELECT UNIX_TIMESTAMP(NOW(6)), TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())")
			.query((row, number) -> new Reading(instant(row.getBigDecimal(1)), row.getInt(2)))
			.single();
		Instant after = this.clock.instant();
		List<Finding> findings = new ArrayList<>();
		Duration difference = reading.now().isAfter(after) ? Duration.between(after, reading.now())
				: Duration.between(reading.now(), before);
		if (difference.compareTo(TOLERANCE) > 0) {
			findings.add(new Finding(Severity.WARNING, "clock",
					"The server's clock is " + difference.toSeconds() + " s "
							+ (reading.now().isAfter(after) ? "ahead of" : "behind") + " this machine's",
					"Lag and delays are measured wrongly by that time",
					"Synchronize the clocks of both machines, as by NTP"));
		}
		ZoneOffset server = ZoneOffset.ofTotalSeconds(reading.offset());
		ZoneOffset own = this.clock.getZone().getRules().getOffset(after);
		if (!server.equals(own)) {
			findings.add(new Finding(Severity.INFO, "time_zone",
					"The server's time zone is at " + server + ", this application's at " + own,
					"DATETIME columns that the server fills by NOW() hold its local time; TIMESTAMP is not concerned",
					"SET GLOBAL time_zone='" + (own.equals(ZoneOffset.UTC) ? "+00:00" : own) + "'"));
		}
		return findings;
	}

	private static Instant instant(BigDecimal seconds) {
		return Instant.ofEpochSecond(0, seconds.movePointRight(9).longValue());
	}

	private record Reading(Instant now, int offset) {
	}

}
