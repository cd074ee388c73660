package io.github.canalspring.fuzz;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.snapshot.SnapshotSource;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.mysql.MysqlChangeSource;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One seed: writers, faults, a reader from the beginning and one that starts with a
 * snapshot in the middle.
 */
final class FuzzRun {

	/** Begins the names of tables that all writers write to. */
	static final String SHARED = "shared_";

	/** Begins the names of tables whose name is never given to another. */
	static final String KEPT = "kept_";

	private static final int WRITERS = 2;

	/** Within it, also a server that was just killed is there again. */
	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final Logger logger = LoggerFactory.getLogger(FuzzRun.class);

	private final long seed;

	private final Random random;

	private final Database database;

	private final Marks marks = new Marks();

	private final boolean minimal;

	private final int transactions;

	private final List<RandomTable> shared = new ArrayList<>();

	private final List<Reader> readers = new ArrayList<>();

	private final List<Future<Reader>> reading = new ArrayList<>();

	private long changes;

	FuzzRun(DatabaseServer server, long seed, int transactions) {
		this.seed = seed;
		this.random = new Random(seed);
		this.database = new Database(server, "fuzz_" + Long.toString(seed).replace('-', 'm'));
		this.minimal = seed / 2 % 2 == 1;
		this.transactions = transactions;
	}

	long changes() {
		return this.changes;
	}

	void run() throws Exception {
		create();
		ExecutorService executor = Executors.newCachedThreadPool();
		Faults faults = new Faults(this.database, new Random(this.random.nextLong()), this.seed % 2 == 0);
		try {
			String start = this.database.patientSource(this.random).latest().text();
			read(executor, "whole", (table) -> true, new Replica(this.marks, (table) -> true, false), start);
			Future<Faults> failing = executor.submit(faults);
			List<Writer> writers = write(executor);
			faults.end();
			failing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			finish();
			report(writers, faults);
		}
		finally {
			faults.end();
			executor.shutdownNow();
			executor.awaitTermination(30, TimeUnit.SECONDS);
			sql("SET GLOBAL binlog_row_metadata=FULL", "DROP DATABASE " + this.database.name());
		}
	}

	private List<Writer> write(ExecutorService executor) throws Exception {
		List<Writer> writers = new ArrayList<>();
		List<Future<Writer>> writing = new ArrayList<>();
		for (int number = 0; number < WRITERS; number++) {
			Writer writer = new Writer(this.database, number, new Random(this.random.nextLong()), this.marks,
					this.shared, this.transactions);
			writers.add(writer);
			writing.add(executor.submit(writer));
		}
		Awaitility.await()
			.forever()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			// Another thread would be stopped when this one is.
			.pollInSameThread()
			.until(() -> {
				if (this.readers.size() == 1 && writers.get(0).done() >= this.transactions / 3) {
					readSnapshot(executor);
				}
				requireAlive(this.reading);
				requireAlive(writing);
				return writing.stream().allMatch(Future::isDone);
			});
		requireAlive(writing);
		return writers;
	}

	private void create() throws SQLException {
		Database none = new Database(this.database.server(), "");
		try (Connection connection = none.connect(); Statement statement = connection.createStatement()) {
			statement.execute("DROP DATABASE IF EXISTS " + this.database.name());
			statement.execute("CREATE DATABASE " + this.database.name() + " CHARACTER SET utf8mb4");
			statement.execute("SET GLOBAL binlog_row_metadata=" + (this.minimal ? "MINIMAL" : "FULL"));
		}
		sql("CREATE TABLE " + Marks.TABLE + " (id BIGINT PRIMARY KEY)");
		for (int index = 0; index < 2; index++) {
			RandomTable table = RandomTable.random(this.random, SHARED + index, true, this.database.mariadb());
			this.shared.add(table);
			sql(table.create());
		}
	}

	private void sql(String... statements) throws SQLException {
		try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private void read(ExecutorService executor, String name, Predicate<String> tables, Replica replica, String start) {
		Predicate<TableId> wanted = (table) -> table.database().equals(this.database.name())
				&& tables.test(table.table());
		Reader reader = new Reader(name + "-" + this.seed, this.database, new Random(this.random.nextLong()), wanted,
				replica, start);
		this.readers.add(reader);
		this.reading.add(executor.submit(reader));
	}

	/** Only tables with a key that are there at all times. */
	private void readSnapshot(ExecutorService executor) {
		try {
			MysqlChangeSource source = this.database.source(this.random);
			String start = new SnapshotSource(source, source.tableReader(), SnapshotSettings.defaults(),
					Clock.systemUTC())
				.resolve(new StartFrom.Snapshot())
				.text();
			read(executor, "snapshot", FuzzRun::isKept, new Replica(this.marks, FuzzRun::isKept, true), start);
		}
		catch (SourceUnreachableException ex) {
			logger.debug("The snapshot begins later", ex);
		}
	}

	private static boolean isKept(String table) {
		return table.startsWith(KEPT) || table.startsWith(SHARED) || table.equals(Marks.TABLE);
	}

	/** Let time pass, unless the run is over. */
	static void pause(int millis) throws InterruptedException {
		LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
		if (Thread.interrupted()) {
			throw new InterruptedException("The run is over");
		}
	}

	private static <T> void requireAlive(List<Future<T>> running) throws ExecutionException, InterruptedException {
		for (Future<T> one : running) {
			if (one.isDone()) {
				one.get();
			}
		}
	}

	private void finish() throws Exception {
		Map<String, Contents> tables = this.database.contents(this.database.tables());
		tables.remove(Marks.TABLE);
		long last = this.marks.add(new Marks.Mark(true, Map.of()));
		sql(Marks.insert(last));
		this.readers.forEach((reader) -> reader.endAt(last));
		for (Future<Reader> one : this.reading) {
			// One that gets no further fails by itself; a large snapshot takes its time.
			Reader done = one.get(15, TimeUnit.MINUTES);
			Replica replica = done.replica();
			boolean whole = one == this.reading.get(0);
			this.changes += replica.changes();
			tables.forEach((table, contents) -> {
				if (whole || isKept(table)) {
					replica.requireSame(table, contents);
				}
			});
		}
		MysqlChangeSource source = this.database.patientSource(this.random);
		for (Map.Entry<String, Contents> table : tables.entrySet()) {
			if (!source.describe(this.database.id(table.getKey())).primaryKey().isEmpty()) {
				requireSelected(source.tableReader(), table.getKey(), table.getValue());
			}
		}
	}

	private void requireSelected(TableReader reader, String table, Contents expected) {
		Contents read = new Contents();
		int limit = 1 + this.random.nextInt(3000);
		TableChunk chunk = reader.read(this.database.id(table), List.of(), limit);
		while (true) {
			TableSchema schema = chunk.schema();
			for (Row row : chunk.rows()) {
				read.add(Contents.key(schema, row), Contents.text(schema, row), Contents.ver(row));
			}
			if (chunk.end()) {
				break;
			}
			chunk = reader.read(this.database.id(table), chunk.last(), limit);
		}
		String difference = Contents.difference(expected, read);
		if (difference != null) {
			throw new AssertionError("read in chunks, table " + table + ": " + difference);
		}
	}

	private void report(List<Writer> writers, Faults faults) {
		Map<Integer, Integer> errors = new TreeMap<>();
		writers.forEach((writer) -> writer.errors().forEach((code, count) -> errors.merge(code, count, Integer::sum)));
		logger.info(
				"Seed {}: {} changes read, {} restarts of readers, {} begun anew, {} faults, {} crashes, refused statements {}",
				this.seed, this.changes, this.readers.stream().mapToInt(Reader::restarts).sum(),
				this.readers.stream().mapToInt(Reader::startsOver).sum(), faults.count(), faults.crashCount(), errors);
	}

}
