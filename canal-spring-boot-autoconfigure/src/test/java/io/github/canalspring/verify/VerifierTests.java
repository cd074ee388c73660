package io.github.canalspring.verify;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.github.canalspring.Difference;
import io.github.canalspring.Verification;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableRows;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Verifier} with a pipeline that is moved by hand to every awkward
 * place.
 */
@Timeout(60)
class VerifierTests {

	private static final TableId PRODUCT = new TableId("shop", "product");

	private static final TableSchema SCHEMA = new TableSchema(PRODUCT,
			List.of(new Column("id", ColumnType.BIGINT, false, 0, 0, false, List.of()),
					new Column("name", ColumnType.TEXT, false, 0, 0, true, List.of())),
			List.of("id"));

	private final Map<Long, String> table = new TreeMap<>(Map.of(1L, "one", 2L, "two"));

	private final Map<Long, String> copy = new TreeMap<>(this.table);

	/** Where the table is. */
	private long end = 10;

	private Runnable duringCompare = () -> {
	};

	private Runnable duringCheck = () -> {
	};

	/** The position at which the table's changes are not delivered. */
	private long withheldAt;

	private final AtomicInteger reads = new AtomicInteger();

	private final Verifier verifier = new Verifier("copy", new Source(), new Copy(), (table) -> true,
			VerifySettings.defaults(), Clock.systemUTC());

	private final PipelineWatch watch = this.verifier.watch();

	private final VerifyTask task = new VerifyTask(List.of(PRODUCT), KeyRange.ALL, false, 10);

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aSourceWithoutTablesIsSaidToBeComparedNever(CapturedOutput output) {
		VerifySettings daily = new VerifySettings(Duration.ofDays(1), false, 20, VerifySettings.defaults().chunks());
		Verifier without = new Verifier("copy", new Source() {

			@Override
			public @Nullable TableReader tableReader() {
				return null;
			}

		}, new Copy(), (table) -> true, daily, Clock.systemUTC());
		without.start();
		without.stop();
		assertThat(output).contains("copy: canal.verify.every compares nothing here");
	}

	@Test
	void whatDiffersIsTold() throws Exception {
		this.copy.put(1L, "wrong");
		this.copy.remove(2L);
		this.copy.put(3L, "left");
		Verification found = verify(this.task);
		assertThat(found.examples()).extracting(Difference::toString)
			.containsExactlyInAnyOrder("DIFFERENT 1", "MISSING 2", "LEFT_OVER 3");
		assertThat(found.isComplete()).isTrue();
		assertThat(found.rows()).isEqualTo(2);
		assertThat(this.copy).containsOnlyKeys(1L, 3L);
	}

	@Test
	void whatDiffersIsMended() throws Exception {
		this.copy.put(1L, "wrong");
		this.copy.remove(2L);
		this.copy.put(3L, "left");
		Verification found = verify(new VerifyTask(List.of(PRODUCT), KeyRange.ALL, true, 10));
		assertThat(found.mended()).isEqualTo(3).isEqualTo(found.differences());
		assertThat(this.copy).isEqualTo(this.table);
	}

	@Test
	void aChangeThatTheSinkIsGivenWhileItIsReadIsNoDifference() throws Exception {
		this.duringCompare = once(() -> {
			this.watch.applying(List.of(update(1, "new", 12)));
			this.copy.put(1L, "new");
			this.watch.reached(new At(12));
			this.table.put(1L, "new");
			this.end = 12;
		});
		assertThat(verify(this.task).differences()).isZero();
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void aChangeThatTheSinkIsGivenWhenAllBeginsIsNoDifference() throws Exception {
		this.watch.opened(new At(10));
		this.watch.applying(List.of(update(1, "new", 12)));
		this.copy.put(1L, "half done");
		this.duringCompare = once(() -> {
			this.copy.put(1L, "new");
			this.table.put(1L, "new");
			this.watch.reached(new At(12));
			this.end = 12;
		});
		Verification found = withTurns(CompletableFuture.supplyAsync(this::run));
		assertThat(found.differences()).isZero();
		assertThat(found.unsettled()).isZero();
	}

	@Test
	void theSinkIsNotReadBeforeItHasWhatTheTableShows() throws Exception {
		this.copy.put(1L, "old");
		this.end = 20;
		this.watch.opened(new At(10));
		CompletableFuture<Verification> running = CompletableFuture.supplyAsync(this::run);
		while (this.reads.get() == 0) {
			Thread.onSpinWait();
		}
		this.watch.applying(List.of(update(1, "one", 15)));
		this.copy.put(1L, "one");
		this.watch.reached(new At(20));
		Verification found = withTurns(running);
		assertThat(found.differences()).isZero();
		// What the change made of the row is what was read.
		assertThat(found.unsettled()).isZero();
	}

	@Test
	void aSinkThatHasLostItsDataIsLookedAtAgain() throws Exception {
		this.copy.clear();
		this.duringCheck = once(() -> {
			this.watch.closed();
			this.copy.putAll(this.table);
			this.watch.opened(new At(10));
		});
		assertThat(verify(this.task).differences()).isZero();
	}

	@Test
	void rowsThatWereReplacedAsAWholeAreLookedAtAgain() throws Exception {
		this.duringCompare = once(() -> {
			this.copy.remove(1L);
			this.table.remove(1L);
			this.end = 12;
			this.watch.applying(List.of(new ChangeBatch(List.of(), new At(12), Instant.EPOCH, 0, Set.of(PRODUCT))));
			this.watch.reached(new At(12));
		});
		assertThat(verify(this.task).differences()).isZero();
	}

	@Test
	void aTableThatIsNotDeliveredIsNotCompared() throws Exception {
		this.withheldAt = 10;
		this.copy.clear();
		Verification found = verify(this.task);
		assertThat(found.error()).isEqualTo("withheld");
		assertThat(found.differences()).isZero();
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whatWasNotDeliveredForAWhileIsLookedAtAgain() throws Exception {
		this.withheldAt = 11;
		this.duringCompare = once(() -> {
			this.copy.remove(1L);
			this.table.remove(1L);
			this.end = 12;
			this.watch.applying(List.of(new ChangeBatch(List.of(), new At(11), Instant.EPOCH, 0)));
			this.watch.reached(new At(12));
		});
		Verification found = verify(this.task);
		assertThat(found.differences()).isZero();
		assertThat(found.error()).isNull();
	}

	@Test
	void whereEntriesMayBeAnybodysNoneIsLeftOver() throws Exception {
		SnapshotSettings chunks = VerifySettings.defaults().chunks();
		Verifier shared = new Verifier("copy", new Source(), new Copy(), (table) -> true,
				new VerifySettings(null, false, 20,
						new SnapshotSettings(chunks.chunkTime(), chunks.chunkBytes(), chunks.rowsPerSecond(), false)),
				Clock.systemUTC());
		this.copy.put(3L, "somebody's");
		shared.watch().opened(new At(10));
		shared.start();
		assertThat(shared.verify(this.task).differences()).isZero();
	}

	@Test
	void aRowThatKeepsChangingIsNotJudged() throws Exception {
		this.duringCompare = () -> {
			this.watch.applying(List.of(update(1, "other", ++this.end)));
			this.copy.put(1L, "other" + this.end);
			this.watch.reached(new At(this.end));
		};
		Verification found = verify(this.task);
		assertThat(found.differences()).isZero();
		assertThat(found.unsettled()).isOne();
		assertThat(found.rows()).isOne();
	}

	private static Runnable once(Runnable action) {
		AtomicInteger calls = new AtomicInteger();
		return () -> {
			if (calls.getAndIncrement() == 0) {
				action.run();
			}
		};
	}

	private static ChangeBatch update(long id, String name, long version) {
		Change change = new Change(SCHEMA, Operation.UPDATE, row(id, "before"), row(id, name),
				new Transaction(new At(version - 1), null, Instant.EPOCH, false), 0, version);
		return new ChangeBatch(List.of(change), new At(version), Instant.EPOCH, 0);
	}

	private static Row row(Long id, @Nullable String name) {
		return new Row(SCHEMA.header(), new Object[] { id, name });
	}

	private Verification verify(VerifyTask what) throws Exception {
		this.watch.opened(new At(10));
		return withTurns(CompletableFuture.supplyAsync(() -> run(what)));
	}

	private Verification run() {
		return run(this.task);
	}

	private Verification run(VerifyTask what) {
		try {
			this.verifier.start();
			return this.verifier.verify(what);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What a pipeline does between two polls. */
	private Verification withTurns(CompletableFuture<Verification> running) throws Exception {
		while (!running.isDone()) {
			if (this.watch.isAsked()) {
				this.watch.turn(new At(10));
			}
			Thread.onSpinWait();
		}
		return running.get();
	}

	private record At(long version) implements Position {

		@Override
		public String text() {
			return Long.toString(this.version);
		}

	}

	private record Key(long id) implements Entry {

		@Override
		public String toString() {
			return Long.toString(this.id);
		}

	}

	private final class Copy implements Sink, Comparison, Entries {

		@Override
		public Comparison comparison() {
			return this;
		}

		@Override
		public Entries entries() {
			return this;
		}

		@Override
		public List<Mismatch> compare(List<Change> rows) {
			VerifierTests.this.duringCompare.run();
			List<Mismatch> found = new ArrayList<>();
			for (Change row : rows) {
				Key key = new Key((Long) Objects.requireNonNull(row.row().get(0)));
				String value = VerifierTests.this.copy.get(key.id());
				if (value == null) {
					found.add(Mismatch.missing(key, row));
				}
				else if (!value.equals(row.row().get(1))) {
					found.add(Mismatch.different(key, row, ""));
				}
			}
			return found;
		}

		@Override
		public List<Mismatch> leftOver(Collection<Entry> entries) {
			return entries.stream()
				.filter((entry) -> VerifierTests.this.copy.containsKey(((Key) entry).id()))
				.map((entry) -> Mismatch.leftOver(entry, null))
				.toList();
		}

		@Override
		public void check() {
			VerifierTests.this.duringCheck.run();
		}

		@Override
		public void mend(List<Change> rows, Leftovers leftovers, Position position) {
			leftovers.entries().forEach((entry) -> VerifierTests.this.copy.remove(((Key) entry).id()));
			rows.forEach(
					(row) -> VerifierTests.this.copy.put((Long) row.row().get(0), String.valueOf(row.row().get(1))));
		}

		@Override
		public List<EntryMapping> mappings(TableSchema schema) {
			return List.of(new EntryMapping() {

				@Override
				public List<String> columns() {
					return List.of("id");
				}

				@Override
				public @Nullable Entry entry(@Nullable Row row) {
					return (row != null) ? new Key((Long) Objects.requireNonNull(row.get(0))) : null;
				}

				@Override
				public List<List<Object>> rows(Entry entry) {
					return List.of(List.of(((Key) entry).id()));
				}

			});
		}

		@Override
		public EntryScan scan(List<TableSchema> tables) {
			List<List<Entry>> pages = new ArrayList<>();
			pages.add(VerifierTests.this.copy.keySet().stream().<Entry>map(Key::new).toList());
			return new EntryScan() {

				@Override
				public List<Entry> next() throws IOException {
					return pages.isEmpty() ? List.of() : pages.remove(0);
				}

				@Override
				public void close() {
				}

			};
		}

		@Override
		public String name() {
			return "copy";
		}

		@Override
		public boolean wants(TableId id) {
			return true;
		}

		@Override
		public List<TableId> tables() {
			return List.of(PRODUCT);
		}

		@Override
		public StartFrom defaultStart() {
			return new StartFrom.Snapshot();
		}

		@Override
		public @Nullable String load() {
			return null;
		}

		@Override
		public void apply(List<ChangeBatch> batches) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}

	}

	private class Source implements ChangeSource, TableReader {

		@Override
		public @Nullable String withheld(TableId table, Position position) {
			return (position.version() == VerifierTests.this.withheldAt) ? "withheld" : null;
		}

		@Override
		public TableReader tableReader() {
			return this;
		}

		@Override
		public TableOutline outline(TableId id) {
			return new TableOutline(List.of("id"), 2, 10);
		}

		@Override
		public TableChunk read(TableId id, KeyRange range, List<String> after, ChunkLimit limit) {
			At at = new At(VerifierTests.this.end);
			List<Row> rows = VerifierTests.this.table.entrySet()
				.stream()
				.map((row) -> row(row.getKey(), row.getValue()))
				.toList();
			VerifierTests.this.reads.incrementAndGet();
			return new TableChunk(SCHEMA, List.of("id"), rows, List.of("2"), 10, at, at, true);
		}

		@Override
		public TableRows find(TableId id, List<String> columns, List<List<Object>> values, Set<String> reads) {
			At at = new At(VerifierTests.this.end);
			return new TableRows(SCHEMA,
					VerifierTests.this.table.keySet().stream().map((key) -> row(key, null)).toList(), at, at);
		}

		@Override
		public List<TableSchema> describe(Predicate<TableId> tables) {
			return List.of(SCHEMA);
		}

		@Override
		public String describe() {
			return "a table in memory";
		}

		@Override
		public void check(List<TableId> tables) {
		}

		@Override
		public Position resolve(StartFrom startFrom) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Position position(String text) {
			return new At(Long.parseLong(text));
		}

		@Override
		public Position latest() {
			return new At(VerifierTests.this.end);
		}

		@Override
		public TableSchema describe(TableId id) {
			return SCHEMA;
		}

		@Override
		public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
			throw new UnsupportedOperationException();
		}

	}

}
