package io.github.canalspring.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SnapshotMeter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SnapshotMeterTests {

	private static final TableId TABLE = new TableId("shop", "product");

	private final AtomicLong now = new AtomicLong(-5);

	private final SnapshotMeter meter = new SnapshotMeter("redis", this.now::get);

	private SnapshotProgress progress = SnapshotProgress.NONE.last(SnapshotJob.of(List.of(TABLE), KeyRange.ALL));

	@Test
	void theLogSaysEveryTenSecondsHowFarItIs(CapturedOutput output) {
		this.meter.estimated(TABLE, 100_000);
		for (int second = 1; second <= 25; second++) {
			read(1000);
		}
		assertThat(lines(output)).containsExactly(
				"redis: snapshot of shop.product: read 10000 of about 100000 rows, 1000 rows/s, about 90 s left",
				"redis: snapshot of shop.product: read 20000 of about 100000 rows, 1000 rows/s, about 80 s left");
		assertThat(this.meter.status().rows()).isEqualTo(25_000);
		assertThat(this.meter.status().estimatedRows()).isEqualTo(100_000);
		assertThat(this.meter.status().rowsPerSecond()).isEqualTo(1000);
		assertThat(this.meter.status().timeLeft()).isEqualTo(Duration.ofSeconds(75));
		this.meter.done(TABLE, 25_000);
		this.progress = this.progress.with(this.progress.job().nextTable());
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		this.meter.checked(300);
		this.meter.removed(2);
		this.meter.tell(this.progress);
		assertThat(lines(output)).hasSize(3)
			.last()
			.isEqualTo("redis: snapshot: looked at 300 entries of the sink, removed 2 whose row is gone");
		this.meter.tell(this.progress.with(null));
		assertThat(this.meter.status()).isNull();
	}

	/** The server's estimate was too low. */
	@Test
	void theEstimateIsNeverBelowWhatWasRead() {
		this.meter.estimated(TABLE, 500);
		read(1000);
		assertThat(this.meter.status().estimatedRows()).isEqualTo(1000);
	}

	private void read(int rows) {
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(1));
		this.meter.read(TABLE, rows);
		this.meter.tell(this.progress);
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("redis: snapshot"))
			.map((line) -> line.substring(line.indexOf("redis: snapshot")))
			.toList();
	}

}
