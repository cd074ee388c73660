package io.github.canalspring.snapshot;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.canalspring.SnapshotStatus.Work;
import io.github.canalspring.SnapshotStatus;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.RebuildStep.Kind;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is read beside a stream and tells how far it is. Counted by one thread, the
 * status is for any.
 */
final class SnapshotMeter {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotMeter.class);

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final String name;

	private final LongSupplier nanoTime;

	/** Of the tables that are not done, about how many rows are left. */
	private final Map<TableId, Long> left = new HashMap<>();

	private long rows;

	private long windowStart;

	private long windowRows;

	private double rate;

	private long entries;

	private long leftovers;

	private long lastLog;

	private volatile boolean paused;

	private volatile @Nullable SnapshotStatus status;

	SnapshotMeter(String name) {
		this(name, System::nanoTime);
	}

	SnapshotMeter(String name, LongSupplier nanoTime) {
		this.name = name;
		this.nanoTime = nanoTime;
		this.windowStart = nanoTime.getAsLong();
		this.lastLog = nanoTime.getAsLong();
	}

	void estimated(TableId table, long count) {
		this.left.put(table, count);
	}

	void read(TableId table, int count) {
		this.rows += count;
		this.windowRows += count;
		this.left.computeIfPresent(table, (key, rest) -> Math.max(0, rest - count));
		long elapsed = this.nanoTime.getAsLong() - this.windowStart;
		if (elapsed >= WINDOW_NANOS || this.rate == 0) {
			this.rate = (double) this.windowRows * TimeUnit.SECONDS.toNanos(1) / Math.max(1, elapsed);
		}
		if (elapsed >= WINDOW_NANOS) {
			this.windowStart = this.nanoTime.getAsLong();
			this.windowRows = 0;
		}
	}

	/** All rows of a table were read. */
	void done(TableId table, long count) {
		this.left.remove(table);
		logger.info("{}: read all {} rows of {}", this.name, count, table);
	}

	void checked(long count) {
		this.entries += count;
	}

	void removed(int count) {
		this.leftovers += count;
	}

	void pause(boolean pause) {
		this.paused = pause;
	}

	boolean isPaused() {
		return this.paused;
	}

	/** Make public how far it is, and log it now and then. */
	void tell(SnapshotProgress progress) {
		if (progress.isDone()) {
			this.status = null;
			return;
		}
		long rest = this.left.values().stream().mapToLong(Long::longValue).sum();
		int tables = progress.jobs().stream().mapToInt((job) -> job.left().size()).sum();
		SnapshotJob job = progress.job();
		Duration timeLeft = (this.rate >= 1 && job.hasRows()) ? Duration.ofSeconds((long) (rest / this.rate)) : null;
		SnapshotStatus current = new SnapshotStatus(job.hasRows() ? job.table().toString() : null, tables, this.rows,
				this.rows + rest, this.rate, timeLeft, this.entries, this.leftovers, this.paused, work(job),
				building(progress));
		this.status = current;
		if (this.nanoTime.getAsLong() - this.lastLog >= LOG_NANOS) {
			this.lastLog = this.nanoTime.getAsLong();
			log(current);
		}
	}

	private static Work work(SnapshotJob job) {
		if (job.due() != null) {
			return Work.SWITCHING;
		}
		return !job.hasRows() ? Work.LEFTOVERS : (job.step() == Kind.CHECK) ? Work.CHECKING : Work.READING;
	}

	private static List<String> building(SnapshotProgress progress) {
		return progress.jobs()
			.stream()
			.map(SnapshotJob::rebuild)
			.filter(Objects::nonNull)
			.flatMap((rebuild) -> rebuild.copies().stream().map(Rebuild.Copy::next))
			.toList();
	}

	private void log(SnapshotStatus current) {
		if (current.table() != null) {
			logger.info("{}: snapshot of {}: {} {} of about {} rows, {} rows/s, about {} s left", this.name,
					current.table(), (current.work() == Work.CHECKING) ? "checking," : "read", current.rows(),
					current.estimatedRows(), Math.round(current.rowsPerSecond()),
					(current.timeLeft() != null) ? current.timeLeft().toSeconds() : "?");
		}
		else {
			logger.info("{}: snapshot: looked at {} entries of the sink, removed {} whose row is gone", this.name,
					current.entriesChecked(), current.leftovers());
		}
	}

	/** Log what came of a job. */
	void logDone(SnapshotJob job) {
		logger.info("{}: snapshot of {} is done; since the start {} rows were read and {} leftovers removed", this.name,
				job.tables(), this.rows, this.leftovers);
	}

	@Nullable SnapshotStatus status() {
		SnapshotStatus current = this.status;
		return (current == null || current.paused() == this.paused) ? current
				: new SnapshotStatus(current.table(), current.tablesLeft(), current.rows(), current.estimatedRows(),
						current.rowsPerSecond(), current.timeLeft(), current.entriesChecked(), current.leftovers(),
						this.paused, current.work(), current.building());
	}

}
