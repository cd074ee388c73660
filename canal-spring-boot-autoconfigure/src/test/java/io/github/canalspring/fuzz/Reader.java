package io.github.canalspring.fuzz;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.snapshot.SnapshotSource;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableRows;
import io.github.canalspring.source.mysql.ColumnsUnknownException;
import io.github.canalspring.source.mysql.MysqlChangeSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream into a replica, and every now and then stops, as an application would
 * that was killed, and goes on from the text of the last position that it kept.
 */
final class Reader implements Callable<Reader> {

	private static final Duration PATIENCE = Duration.ofSeconds(180);

	/** How long a stream gets at least to find out what the tables were. */
	private static final Duration SETTLING = Duration.ofSeconds(45);

	private final String name;

	private final Database database;

	private final Random random;

	private final Predicate<TableId> tables;

	private final Replica replica;

	private final boolean beginsAmidChanges;

	private String position;

	private int restarts;

	private int startsOver;

	private volatile long lastMark = Long.MAX_VALUE;

	Reader(String name, Database database, Random random, Predicate<TableId> tables, Replica replica, String position) {
		this.name = name;
		this.database = database;
		this.random = random;
		this.tables = tables;
		this.replica = replica;
		this.beginsAmidChanges = replica.isPartial();
		this.position = position;
	}

	/** Tell which mark is the last one. */
	void endAt(long mark) {
		this.lastMark = mark;
	}

	Replica replica() {
		return this.replica;
	}

	/**
	 * How often it began anew, because it had begun while tables were being changed, and
	 * the binlog has no names.
	 */
	int startsOver() {
		return this.startsOver;
	}

	int restarts() {
		return this.restarts;
	}

	@Override
	public Reader call() throws InterruptedException {
		while (true) {
			try {
				read();
				return this;
			}
			catch (ColumnsUnknownException ex) {
				if (!this.beginsAmidChanges) {
					throw ex;
				}
				startOver();
			}
		}
	}

	/** As a pipeline does whose start-from is a snapshot. */
	private void startOver() {
		Instant limit = Instant.now().plus(PATIENCE);
		while (true) {
			try {
				ChangeSource source = source();
				this.position = source.restart(new StartFrom.Snapshot(), source.position(this.position)).text();
				this.replica.startOver();
				this.startsOver++;
				return;
			}
			catch (SourceUnreachableException ex) {
				if (Instant.now().isAfter(limit)) {
					throw ex;
				}
				LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			}
		}
	}

	private ChangeSource source() {
		MysqlChangeSource mysql = this.database.source(this.random);
		return this.beginsAmidChanges ? new SnapshotSource(mysql, inSmallChunks(mysql.tableReader()),
				SnapshotSettings.defaults(), Clock.systemUTC()) : mysql;
	}

	private void read() throws InterruptedException {
		Instant limit = Instant.now().plus(PATIENCE);
		while (!isDone()) {
			ChangeSource source = source();
			try (ChangeStream stream = source.open(this.name, source.position(this.position), this.tables)) {
				Instant settled = Instant.now().plus(SETTLING);
				boolean arrived = false;
				for (int polls = 1 + this.random.nextInt(60); !isDone()
						&& (polls > 0 || !arrived && Instant.now().isBefore(settled)); polls--) {
					if (read(stream, polls == 1)) {
						arrived = true;
						limit = Instant.now().plus(PATIENCE);
					}
					if (Instant.now().isAfter(limit)) {
						throw new AssertionError(
								this.name + " is stuck at " + this.position + ": " + stream.disconnected());
					}
				}
			}
			catch (SourceUnreachableException ex) {
				// A snapshot asks for tables when it is opened, which a pipeline repeats.
				if (Instant.now().isAfter(limit)) {
					throw ex;
				}
				LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			}
			this.restarts++;
		}
	}

	/** Chunks are so large that a run's tables would be read at once. */
	private TableReader inSmallChunks(TableReader reader) {
		return new TableReader() {

			@Override
			public TableOutline outline(TableId table) {
				return reader.outline(table);
			}

			@Override
			public TableChunk read(TableId table, KeyRange range, List<String> after, ChunkLimit limit) {
				return reader.read(table, range, after,
						new ChunkLimit(1 + Reader.this.random.nextInt(100), limit.bytes()));
			}

			@Override
			public @Nullable TableRows find(TableId table, List<String> columns, List<List<Object>> values,
					Set<String> reads) {
				return reader.find(table, columns, values, reads);
			}

		};
	}

	private boolean read(ChangeStream stream, boolean last) throws InterruptedException {
		if (this.random.nextInt(20) == 0) {
			FuzzRun.pause(this.random.nextInt(50));
		}
		List<ChangeBatch> batches = stream.poll(Duration.ofMillis(300));
		int taken = last ? this.random.nextInt(batches.size() + 1) : batches.size();
		for (ChangeBatch batch : batches.subList(0, taken)) {
			this.replica.apply(batch);
			this.position = batch.position().text();
			stream.acknowledge(batch.position());
		}
		return !batches.isEmpty();
	}

	private boolean isDone() {
		return this.replica.lastMark() >= this.lastMark && !this.replica.isPartial();
	}

	@Override
	public String toString() {
		return this.name + " at " + this.position;
	}

}
