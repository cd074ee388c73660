package io.github.canalspring.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.canalspring.Finding;
import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

/**
 * A source in memory, to which tests commit transactions. Every stream sees all of them
 * from its position on.
 */
public final class TestChangeSource implements ChangeSource {

	private volatile @Nullable CountDownLatch turn;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Clock clock = Clock.systemUTC();

	private final List<ChangeBatch> log = new ArrayList<>();

	private final List<TestStream> streams = new ArrayList<>();

	private @Nullable SourceException checkFailure;

	private @Nullable SourceException pollFailure;

	private @Nullable String disconnected;

	private @Nullable Duration retention;

	private volatile List<Finding> findings = List.of();

	private int checks;

	/** A position in this source: after so many transactions. */
	public static Position at(long version) {
		return new TestPosition(version);
	}

	/** A table whose columns are all text; the first one is its key. */
	public static TableSchema table(String database, String table, String... columns) {
		List<Column> list = new ArrayList<>();
		for (String column : columns) {
			list.add(new Column(column, ColumnType.TEXT, false, 0, 0, true, List.of()));
		}
		return new TableSchema(new TableId(database, table), list, List.of(columns[0]));
	}

	public static Row row(TableSchema table, @Nullable Object... values) {
		return new Row(table.header(), values);
	}

	/** Commit one transaction with an insert per row. */
	public Position insert(TableSchema table, Row... rows) {
		return commit((transaction) -> {
			List<Change> changes = new ArrayList<>();
			for (Row row : rows) {
				changes.add(new Change(table, Operation.INSERT, null, row, transaction, changes.size(),
						transaction.start().version()));
			}
			return changes;
		});
	}

	public Position update(TableSchema table, Row before, Row after) {
		return commit((transaction) -> List
			.of(new Change(table, Operation.UPDATE, before, after, transaction, 0, transaction.start().version())));
	}

	public Position delete(TableSchema table, Row row) {
		return commit((transaction) -> List
			.of(new Change(table, Operation.DELETE, row, null, transaction, 0, transaction.start().version())));
	}

	/** Commit a transaction that concerns no table anybody wants. */
	public Position foreign() {
		return commit((transaction) -> List.of());
	}

	/**
	 * Commit a transaction.
	 * @param changes makes the changes
	 * @return the position after it
	 */
	public Position commit(Function<Transaction, List<Change>> changes) {
		return commit(false, changes);
	}

	/** Put rows into the stream as a snapshot does. */
	public Position commit(boolean snapshot, Function<Transaction, List<Change>> changes) {
		return locked(() -> {
			Instant now = this.clock.instant();
			Position end = at(this.log.size() + 1);
			Transaction transaction = new Transaction(at(this.log.size()), null, now, snapshot);
			this.log.add(new ChangeBatch(List.copyOf(changes.apply(transaction)), end, now, 100));
			return end;
		});
	}

	/** Let a table have other rows, as TRUNCATE does. */
	public Position replace(TableId table) {
		return locked(() -> {
			Position end = at(this.log.size() + 1);
			this.log.add(new ChangeBatch(List.of(), end, this.clock.instant(), 0, Set.of(table)));
			return end;
		});
	}

	/** Let {@link #check} and everything else that asks the server fail from now on. */
	public void failChecks(@Nullable SourceException failure) {
		locked(() -> this.checkFailure = failure);
	}

	/** Let all open streams fail. */
	public void failPolls(@Nullable SourceException failure) {
		locked(() -> this.pollFailure = failure);
	}

	/** Let all streams say that they are not connected, and deliver nothing. */
	public void disconnect(@Nullable String reason) {
		locked(() -> this.disconnected = reason);
	}

	/** Let pipelines that start from now on wait for their turn. */
	public void queueUp(CountDownLatch latch) {
		this.turn = latch;
	}

	@Override
	public Turn turn() {
		CountDownLatch latch = this.turn;
		return (latch == null) ? Turn.ALWAYS : (timeout) -> latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** Keep changes for no longer than that. */
	public void retain(@Nullable Duration limit) {
		locked(() -> this.retention = limit);
	}

	public int checks() {
		return locked(() -> this.checks);
	}

	/** The streams opened so far. */
	public List<TestStream> streams() {
		return locked(() -> List.copyOf(this.streams));
	}

	@Override
	public String describe() {
		return "test source";
	}

	@Override
	public void check(List<TableId> tables) {
		locked(() -> {
			this.checks++;
			return failOr(true);
		});
	}

	@Override
	public List<Finding> diagnose(List<TableId> tables) {
		return this.findings;
	}

	/** Let there be something to say about the source. */
	public void find(Finding... findings) {
		this.findings = List.of(findings);
	}

	@Override
	public Position resolve(StartFrom startFrom) {
		return locked(() -> failOr(startFrom instanceof StartFrom.Earliest ? at(0) : at(this.log.size())));
	}

	@Override
	public Position position(String text) {
		if (!text.startsWith("test:")) {
			throw new SourceException("Not a position of a test source", "Write test:1");
		}
		return at(Long.parseLong(text.substring("test:".length())));
	}

	@Override
	public Position latest() {
		return locked(() -> failOr(at(this.log.size())));
	}

	@Override
	public @Nullable Duration retention() {
		return locked(() -> failOr(this.retention));
	}

	@Override
	public TableSchema describe(TableId table) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		return locked(() -> {
			TestStream stream = new TestStream(name, from, tables);
			this.streams.add(stream);
			return stream;
		});
	}

	private <T extends @Nullable Object> T failOr(T result) {
		if (this.checkFailure != null) {
			throw this.checkFailure;
		}
		return result;
	}

	private <T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			T result = action.get();
			this.changed.signalAll();
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

	private record TestPosition(long version) implements Position {

		@Override
		public String text() {
			return "test:" + this.version;
		}

		@Override
		public String toString() {
			return text();
		}

	}

	/**
	 * A stream of the log.
	 */
	public final class TestStream implements ChangeStream {

		private final String name;

		private final Position from;

		private final Predicate<TableId> tables;

		private int next;

		private boolean closed;

		private @Nullable Position acknowledged;

		private TestStream(String name, Position from, Predicate<TableId> tables) {
			this.name = name;
			this.from = from;
			this.tables = tables;
			this.next = (int) from.version();
		}

		public String name() {
			return this.name;
		}

		public Position from() {
			return this.from;
		}

		public boolean isClosed() {
			return locked(() -> this.closed);
		}

		/** How many transactions were taken. */
		public int delivered() {
			return locked(() -> this.next);
		}

		public @Nullable Position acknowledged() {
			return locked(() -> this.acknowledged);
		}

		@Override
		public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
			TestChangeSource source = TestChangeSource.this;
			source.lock.lockInterruptibly();
			try {
				long nanos = timeout.toNanos();
				while (source.pollFailure == null && (source.disconnected != null || this.next >= source.log.size())) {
					if (nanos <= 0) {
						return List.of();
					}
					nanos = source.changed.awaitNanos(nanos);
				}
				if (source.pollFailure != null) {
					throw source.pollFailure;
				}
				List<ChangeBatch> batches = new ArrayList<>();
				while (this.next < source.log.size()) {
					batches.add(filtered(source.log.get(this.next++)));
				}
				return batches;
			}
			finally {
				source.lock.unlock();
			}
		}

		private ChangeBatch filtered(ChangeBatch batch) {
			return batch.withChanges(
					batch.changes().stream().filter((change) -> this.tables.test(change.schema().id())).toList());
		}

		@Override
		public void acknowledge(Position position) {
			locked(() -> this.acknowledged = position);
		}

		@Override
		public @Nullable String disconnected() {
			return locked(() -> TestChangeSource.this.disconnected);
		}

		@Override
		public void close() {
			locked(() -> this.closed = true);
		}

	}

}
