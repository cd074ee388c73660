package io.github.canalspring.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link SnapshotSource} and the streams it opens, against a server in memory
 * whose log the stream may lag behind.
 */
class SnapshotSourceTests {

	private static final TableId PRODUCT = new TableId("shop", "product");

	private static final TableSchema SCHEMA = new TableSchema(PRODUCT,
			List.of(new Column("id", ColumnType.BIGINT, false, 0, 0, false, List.of()),
					new Column("name", ColumnType.TEXT, false, 0, 0, true, List.of())),
			List.of("id"));

	private final Server server = new Server();

	private final SnapshotSource source = new SnapshotSource(this.server, this.server, Clock.systemUTC());

	/** The copy that a sink would keep, and the version of each row in it. */
	private final Map<Long, String> copy = new TreeMap<>();

	private final Map<Long, Long> versions = new TreeMap<>();

	@Test
	void readsExistingRowsThenFollows() throws Exception {
		for (long id = 1; id <= 4500; id++) {
			this.server.rows.put(id, "row " + id);
		}
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			List<ChangeBatch> first = take(stream);
			assertThat(first).singleElement()
				.satisfies((batch) -> assertThat(batch.changes()).hasSize(2000).allMatch(Change::snapshot));
			assertThat(first.get(0).position().version()).isZero();
			takeAll(stream);
			assertThat(this.copy).isEqualTo(this.server.rows);
			this.server.write(1, "changed");
			List<ChangeBatch> last = take(stream);
			assertThat(last).singleElement()
				.satisfies((batch) -> assertThat(batch.position()).isEqualTo(new LogPosition(1)));
			assertThat(this.copy).isEqualTo(this.server.rows);
		}
	}

	@Test
	void aRowThatChangesAfterTheReadKeepsTheChange() throws Exception {
		this.server.rows.putAll(Map.of(1L, "a", 2L, "b", 3L, "c"));
		this.server.afterRead = () -> {
			this.server.write(1, "a2");
			this.server.write(2, null);
		};
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			takeAll(stream);
			assertThat(this.copy).isEqualTo(Map.of(1L, "a2", 3L, "c")).isEqualTo(this.server.rows);
		}
	}

	@Test
	void aChunkWaitsForAStreamThatLags() throws Exception {
		Position start = start();
		this.server.write(1, "a");
		this.server.write(1, "b");
		this.server.write(2, "x");
		this.server.write(2, null);
		this.server.rows.put(3L, "old");
		try (ChangeStream stream = this.source.open("test", start, (table) -> true)) {
			this.server.perPoll = 1;
			assertThat(take(stream)).singleElement()
				.satisfies((batch) -> assertThat(batch.changes()).noneMatch(Change::snapshot));
			takeAll(stream);
			assertThat(this.copy).isEqualTo(Map.of(1L, "b", 3L, "old"));
		}
	}

	@Test
	void goesOnWhereACheckpointWasTaken() throws Exception {
		for (long id = 1; id <= 4500; id++) {
			this.server.rows.put(id, "row " + id);
		}
		Position checkpoint;
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			checkpoint = take(stream).get(0).position();
		}
		assertThat(this.copy).hasSize(2000);
		this.server.write(1, null);
		Position restored = this.source.position(checkpoint.text());
		assertThat(restored).isEqualTo(checkpoint);
		try (ChangeStream stream = this.source.open("test", restored, (table) -> true)) {
			takeAll(stream);
		}
		assertThat(this.copy).isEqualTo(this.server.rows);
		assertThat(this.server.reads).isEqualTo(3);
	}

	@Test
	void aSnapshotThatHasNotBegunCanBeKept() throws Exception {
		this.server.rows.put(1L, "a");
		Position start = start();
		this.server.write(2, "b");
		try (ChangeStream stream = this.source.open("test", this.source.position(start.text()), (table) -> true)) {
			takeAll(stream);
			assertThat(this.copy).isEqualTo(this.server.rows);
		}
	}

	@Test
	void keepsStreamingWhileTheTableCannotBeRead() throws Exception {
		this.server.rows.put(1L, "a");
		this.server.unreachable = true;
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			this.server.write(2, "b");
			take(stream);
			assertThat(this.copy).isEqualTo(Map.of(2L, "b"));
			assertThat(stream.disconnected()).contains("down");
			this.server.unreachable = false;
			takeAll(stream);
			assertThat(stream.disconnected()).isNull();
			assertThat(this.copy).isEqualTo(this.server.rows);
		}
	}

	@Test
	void goesOnWithoutATableThatIsDropped() throws Exception {
		for (long id = 1; id <= 2500; id++) {
			this.server.rows.put(id, "row " + id);
		}
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			take(stream);
			this.server.dropped = true;
			assertThat(take(stream)).singleElement()
				.satisfies((batch) -> assertThat(batch.position()).isEqualTo(new LogPosition(0)));
			this.server.write(1, "b");
			takeAll(stream);
			assertThat(this.copy).hasSize(2000).containsEntry(1L, "b");
		}
	}

	@Test
	void withoutWantedTablesItIsTheStreamItself() throws Exception {
		try (ChangeStream stream = this.source.open("test", start(), (table) -> false)) {
			assertThat(stream).isNotInstanceOf(SnapshotStream.class);
		}
	}

	@Test
	void eventIdsOfSnapshotRowsDifferFromEachOther() throws Exception {
		for (long id = 1; id <= 2500; id++) {
			this.server.rows.put(id, "row");
		}
		List<String> ids = new ArrayList<>();
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			for (int poll = 0; poll < 2; poll++) {
				stream.poll(Duration.ZERO)
					.forEach((batch) -> batch.changes().forEach((change) -> ids.add(change.eventId())));
			}
		}
		assertThat(ids).hasSize(2500).doesNotHaveDuplicates();
	}

	@Test
	void refusesAGarbledPosition() {
		assertThatThrownBy(() -> this.source.position("snapshot=abc")).isInstanceOf(SourceException.class)
			.hasMessageContaining("snapshot=abc");
		assertThatThrownBy(() -> this.source.position("snapshot=%%% 1")).isInstanceOf(SourceException.class);
	}

	private Position start() {
		return this.source.resolve(new StartFrom.Snapshot());
	}

	private void takeAll(ChangeStream stream) throws Exception {
		for (int poll = 0; poll < 50; poll++) {
			take(stream);
		}
	}

	/** Apply what arrives as a sink does that must never see a row go back. */
	private List<ChangeBatch> take(ChangeStream stream) throws Exception {
		List<ChangeBatch> batches = stream.poll(Duration.ZERO);
		for (ChangeBatch batch : batches) {
			for (Change change : batch.changes()) {
				long id = (Long) Objects.requireNonNull(change.row().get("id"));
				assertThat(change.version()).isGreaterThanOrEqualTo(this.versions.getOrDefault(id, 0L));
				this.versions.put(id, change.version());
				if (change.after() == null) {
					this.copy.remove(id);
				}
				else {
					this.copy.put(id, change.after().getString("name"));
				}
			}
		}
		return batches;
	}

	private record LogPosition(long version) implements Position {

		@Override
		public String text() {
			return Long.toString(this.version);
		}

		@Override
		public String toString() {
			return "log:" + this.version;
		}

	}

	/**
	 * A table with a log of its changes.
	 */
	private static final class Server implements ChangeSource, TableReader {

		private final Map<Long, String> rows = new TreeMap<>();

		private final List<ChangeBatch> log = new ArrayList<>();

		private Runnable afterRead = () -> {
		};

		private int perPoll = Integer.MAX_VALUE;

		private boolean unreachable;

		private boolean dropped;

		private int reads;

		void write(long id, @Nullable String name) {
			String old = this.rows.get(id);
			Row before = (old != null) ? row(id, old) : null;
			Row after = (name != null) ? row(id, name) : null;
			long version = this.log.size() + 1;
			Operation operation = (before == null) ? Operation.INSERT
					: (after == null) ? Operation.DELETE : Operation.UPDATE;
			Transaction transaction = new Transaction(new LogPosition(version - 1), null, Instant.EPOCH, false);
			Change change = new Change(SCHEMA, operation, before, after, transaction, 0, version);
			this.log.add(new ChangeBatch(List.of(change), new LogPosition(version), Instant.EPOCH, 100));
			if (name == null) {
				this.rows.remove(id);
			}
			else {
				this.rows.put(id, name);
			}
		}

		private static Row row(long id, String name) {
			return new Row(SCHEMA.header(), new @Nullable Object[] { id, name });
		}

		@Override
		public TableChunk read(TableId table, List<String> after, int limit) {
			if (this.unreachable) {
				throw new SourceUnreachableException("The server is down", "Start it", null);
			}
			if (this.dropped) {
				throw new NoSuchTableException("There is no table " + table, "Create it");
			}
			this.reads++;
			long last = after.isEmpty() ? 0 : Long.parseLong(after.get(0));
			Position low = latest();
			List<Row> chunk = new ArrayList<>();
			this.rows.forEach((id, name) -> {
				if (id > last && chunk.size() < limit) {
					chunk.add(row(id, name));
				}
			});
			this.afterRead.run();
			this.afterRead = () -> {
			};
			List<String> key = chunk.isEmpty() ? List.of()
					: List.of(String.valueOf(chunk.get(chunk.size() - 1).get("id")));
			return new TableChunk(SCHEMA, chunk, key, low, latest(), chunk.size() < limit);
		}

		@Override
		public List<TableId> tables() {
			return List.of(PRODUCT);
		}

		@Override
		public Position latest() {
			return new LogPosition(this.log.size());
		}

		@Override
		public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
			return new ChangeStream() {

				private int next = (int) from.version();

				@Override
				public List<ChangeBatch> poll(Duration timeout) {
					List<ChangeBatch> batches = new ArrayList<>();
					while (this.next < Server.this.log.size() && batches.size() < Server.this.perPoll) {
						batches.add(Server.this.log.get(this.next++));
					}
					return batches;
				}

				@Override
				public @Nullable String disconnected() {
					return null;
				}

				@Override
				public void close() {
				}
			};
		}

		@Override
		public String describe() {
			return "memory";
		}

		@Override
		public void check(List<TableId> tables) {
		}

		@Override
		public Position resolve(StartFrom startFrom) {
			return latest();
		}

		@Override
		public Position position(String text) {
			return new LogPosition(Long.parseLong(text));
		}

		@Override
		public TableSchema describe(TableId table) {
			return SCHEMA;
		}

	}

}
