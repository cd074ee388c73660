package io.github.canalspring.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import io.github.canalspring.SnapshotStatus;
import io.github.canalspring.event.Row;
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
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.RebuildStep;
import io.github.canalspring.source.RebuildStep.Kind;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableRows;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Server server = new Server();

	private SnapshotSource source = source(SnapshotSettings.defaults());

	/** What a sink keeps besides the copy: names of rows, and foreign names. */
	private final Keys keys = new Keys();

	/** The copy that a sink would keep, and the version of each row in it. */
	private final Map<Long, String> copy = new TreeMap<>();

	private final Map<Long, Long> versions = new TreeMap<>();

	/** The steps of rebuilds that came, those of several checks as one. */
	private final List<Kind> steps = new ArrayList<>();

	private final Set<String> building = new HashSet<>();

	private final Map<Long, String> built = new TreeMap<>();

	private final Map<Long, String> checked = new TreeMap<>();

	@Test
	void readsExistingRowsThenFollows() throws Exception {
		for (long id = 1; id <= 4500; id++) {
			this.server.rows.put(id, "row " + id);
		}
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			List<ChangeBatch> first = takeOne(stream);
			assertThat(first).singleElement()
				.satisfies((batch) -> assertThat(batch.changes()).hasSize(500).allMatch(Change::snapshot));
			assertThat(first.get(0).position().version()).isZero();
			takeUntilEqual(stream);
			awaitDone(stream);
			this.server.write(1, "changed");
			List<ChangeBatch> last = takeOne(stream);
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
			awaitDone(stream);
			assertThat(this.copy).isEqualTo(Map.of(1L, "a2", 3L, "c")).isEqualTo(this.server.rows);
		}
	}

	@Test
	void whatTheStreamBringsWhileAChunkIsReadIsNewer() throws Exception {
		this.server.rows.putAll(Map.of(1L, "a", 2L, "b", 3L, "c"));
		CountDownLatch reading = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.server.afterRead = () -> {
			reading.countDown();
			awaitQuietly(goOn);
		};
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			while (reading.getCount() > 0) {
				take(stream);
			}
			this.server.write(1, "a2");
			this.server.write(2, null);
			// The stream goes on meanwhile.
			while (!"a2".equals(this.copy.get(1L))) {
				take(stream);
			}
			goOn.countDown();
			awaitDone(stream);
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
			assertThat(takeOne(stream)).singleElement()
				.satisfies((batch) -> assertThat(batch.changes()).noneMatch(Change::snapshot));
			awaitDone(stream);
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
			checkpoint = takeOne(stream).get(0).position();
		}
		assertThat(this.copy).hasSize(500);
		this.server.write(1, null);
		Position restored = this.source.position(checkpoint.text());
		assertThat(restored).isEqualTo(checkpoint);
		assertThat(restored).hasToString("log:0 (snapshot of shop.product, 500 rows read)");
		this.server.firstKeys.clear();
		try (ChangeStream stream = this.source.open("test", restored, (table) -> true)) {
			awaitDone(stream);
		}
		assertThat(this.copy).isEqualTo(this.server.rows);
		assertThat(this.server.firstKeys).startsWith("500");
	}

	@Test
	void aSnapshotThatHasNotBegunCanBeKept() throws Exception {
		this.server.rows.put(1L, "a");
		Position start = start();
		this.server.write(2, "b");
		try (ChangeStream stream = this.source.open("test", this.source.position(start.text()), (table) -> true)) {
			takeUntilEqual(stream);
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
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.atMost(PATIENCE)
				.until(() -> take(stream) != null && stream.disconnected() != null);
			assertThat(stream.disconnected()).contains("down");
			this.server.unreachable = false;
			awaitDone(stream);
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
			takeOne(stream);
			this.server.dropped = true;
			awaitDone(stream);
			this.server.write(1, "b");
			assertThat(takeOne(stream)).singleElement()
				.satisfies((batch) -> assertThat(batch.position()).isEqualTo(new LogPosition(1)));
			assertThat(this.copy.size()).isBetween(500, 2499);
		}
	}

	@Test
	void withNothingToReadItPassesThrough() throws Exception {
		try (ChangeStream stream = this.source.open("test", start(), (table) -> false)) {
			ChangeBatch batch = this.server.write(1, "a");
			assertThat(stream.poll(Duration.ZERO)).singleElement().isSameAs(batch);
			assertThat(stream.snapshot()).isNull();
		}
	}

	@Test
	void eventIdsOfSnapshotRowsDifferFromEachOther() throws Exception {
		for (long id = 1; id <= 2500; id++) {
			this.server.rows.put(id, "row");
		}
		List<String> ids = new ArrayList<>();
		try (ChangeStream stream = this.source.open("test", start(), (table) -> true)) {
			while (ids.size() < 2500) {
				take(stream).forEach((batch) -> batch.changes().forEach((change) -> ids.add(change.eventId())));
			}
		}
		assertThat(ids).hasSize(2500).doesNotHaveDuplicates();
	}

	@Test
	void refusesAGarbledPosition() {
		assertThatThrownBy(() -> this.source.position("snapshot=abc")).isInstanceOf(SourceException.class)
			.hasMessageContaining("snapshot=abc");
		assertThatThrownBy(() -> this.source.position("snapshot=%%% 1")).isInstanceOf(SourceException.class);
		assertThatThrownBy(() -> this.source.position("snapshot=e30 1")).isInstanceOf(SourceException.class);
	}

	@Test
	void removesWhatNoRowHas() throws Exception {
		this.server.rows.putAll(Map.of(1L, "a", 2L, "b"));
		this.keys.add("product:1", "product:2", "product:3", "product:x", "other:3");
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			assertThat(this.keys.names).containsExactlyInAnyOrder("product:1", "product:2", "product:x", "other:3");
			assertThat(this.copy).isEqualTo(this.server.rows);
		}
	}

	@Test
	void whatTheStreamWritesWhileItsRowIsLookedForStays() throws Exception {
		this.server.rows.put(1L, "a");
		this.keys.add("product:5", "product:6", "product:7");
		this.server.afterFind = () -> {
			this.server.write(5, "new");
			this.server.write(6, "came");
			this.server.write(6, null);
		};
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			assertThat(this.keys.names).containsExactlyInAnyOrder("product:1", "product:5");
			assertThat(this.copy).isEqualTo(this.server.rows);
			assertThat(this.keys.deleted).doesNotContain("product:5");
		}
	}

	@Test
	void aStreamThatLagsBringsBackWhatIsNoLeftover() throws Exception {
		Position start = start();
		this.keys.add("product:5");
		this.server.write(5, "there");
		this.server.write(5, "still there");
		try (ChangeStream stream = open(start)) {
			this.server.perPoll = 1;
			awaitDone(stream);
			assertThat(this.keys.names).containsExactly("product:5");
			assertThat(this.keys.deleted).doesNotContain("product:5");
		}
	}

	@Test
	void leavesLeftoversWhereTheyAreNotToBeRemoved() throws Exception {
		this.source = source(new SnapshotSettings(Duration.ofMillis(100), 1 << 20, 0, false));
		this.keys.add("product:3");
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			assertThat(this.keys.names).containsExactly("product:3");
		}
	}

	@Test
	void anEntryThatCannotBeReadIsTriedAgain() throws Exception {
		this.keys.add("product:3");
		this.keys.failures = 1;
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			assertThat(this.keys.names).isEmpty();
		}
	}

	@Test
	void aReplacedTableIsReadAgain() throws Exception {
		this.server.rows.putAll(Map.of(1L, "a", 2L, "b"));
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			this.server.replace(Map.of(2L, "new b", 3L, "c"));
			awaitDone(stream);
			assertThat(this.copy).containsAllEntriesOf(Map.of(2L, "new b", 3L, "c"));
			assertThat(this.keys.names).containsExactlyInAnyOrder("product:2", "product:3");
		}
	}

	@Test
	void rowsReadBeforeTheirTableWasReplacedAreDropped() throws Exception {
		for (long id = 1; id <= 600; id++) {
			this.server.rows.put(id, "old");
		}
		this.server.afterRead = () -> this.server.replace(Map.of(1L, "new"));
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			assertThat(this.copy).isEqualTo(Map.of(1L, "new"));
			assertThat(this.keys.names).containsExactly("product:1");
		}
	}

	@Test
	void aReplacedTableThatIsGoneLeavesNothing() throws Exception {
		this.server.rows.putAll(Map.of(1L, "a", 2L, "b"));
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			assertThat(this.keys.names).hasSize(2);
			this.server.dropped = true;
			this.server.replace(Map.of());
			awaitDone(stream);
			assertThat(this.keys.names).isEmpty();
		}
	}

	@Test
	void aRequestIsPartOfThePositionFromThenOn() throws Exception {
		this.server.rows.put(1L, "a");
		Position checkpoint;
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			CompletableFuture<?> kept = stream.resync(List.of(PRODUCT), KeyRange.ALL);
			assertThat(kept).isNotDone();
			List<ChangeBatch> batches = stream.poll(Duration.ZERO);
			assertThat(batches).singleElement().matches(ChangeBatch::milestone).matches((batch) -> !batch.isEmpty());
			checkpoint = batches.get(0).position();
			assertThat(checkpoint.version()).isZero();
			assertThat(kept).isNotDone();
			stream.acknowledge(checkpoint);
			stream.poll(Duration.ZERO);
			assertThat(kept).isDone();
		}
		this.copy.clear();
		this.keys.add("product:9");
		try (ChangeStream stream = open(this.source.position(checkpoint.text()))) {
			awaitDone(stream);
			assertThat(this.copy).isEqualTo(Map.of(1L, "a"));
			assertThat(this.keys.names).containsExactly("product:1");
		}
	}

	@Test
	void aRequestOfAStreamThatIsClosedIsCancelled() throws Exception {
		CompletableFuture<?> kept;
		try (ChangeStream stream = open(start())) {
			kept = stream.resync(List.of(PRODUCT), KeyRange.ALL);
		}
		assertThat(kept).isCancelled();
	}

	@Test
	void onlyARangeIsReadAgain() throws Exception {
		for (long id = 1; id <= 10; id++) {
			this.server.rows.put(id, "row");
		}
		try (ChangeStream stream = open(start())) {
			awaitDone(stream);
			this.copy.clear();
			this.keys.add("product:50", "product:4", "product:5");
			this.server.rows.keySet().removeAll(List.of(4L, 5L));
			stream.resync(List.of(PRODUCT), new KeyRange("3", "5"));
			take(stream);
			awaitDone(stream);
			assertThat(this.copy).containsOnlyKeys(3L);
			assertThat(this.keys.names).contains("product:50", "product:3").doesNotContain("product:4", "product:5");
		}
	}

	@Test
	void aTableThatIsNewToTheSinkIsReadAndOthersAreNot() throws Exception {
		this.server.rows.put(1L, "a");
		Position checkpoint;
		try (ChangeStream stream = this.source.open("test", start(), subscription((table) -> false))) {
			this.server.write(2, "b");
			checkpoint = takeOne(stream).get(0).position();
		}
		assertThat(checkpoint.version()).isEqualTo(1);
		this.copy.clear();
		try (ChangeStream stream = open(this.source.position(checkpoint.text()))) {
			// Whoever waits for what is committed waits for these rows.
			assertThat(stream.start(checkpoint).reaches(this.source.latest())).isFalse();
			awaitDone(stream);
			assertThat(this.copy).isEqualTo(this.server.rows);
			this.server.write(3, "c");
			checkpoint = takeOne(stream).get(0).position();
		}
		this.copy.clear();
		try (ChangeStream stream = open(this.source.position(checkpoint.text()))) {
			awaitDone(stream);
			assertThat(this.copy).isEmpty();
		}
	}

	@Test
	void aPositionThatTellsNothingOfTablesIsNoReasonToReadThem() throws Exception {
		this.server.rows.put(1L, "a");
		try (ChangeStream stream = open(this.source.position("0"))) {
			assertThat(stream.snapshot()).isNull();
			this.server.write(2, "b");
			assertThat(takeOne(stream).get(0).position().text()).startsWith("snapshot=").endsWith(" 1");
			assertThat(this.copy).isEqualTo(Map.of(2L, "b"));
		}
	}

	@Test
	void aTableThatTheSinkHasLostIsReadAgain() throws Exception {
		this.server.rows.put(1L, "a");
		Subscription subscription = new Subscription(new StartFrom.Snapshot(), (table) -> true, (table) -> true,
				(table) -> false, this.keys);
		try (ChangeStream stream = this.source.open("test", this.source.position("0"), subscription)) {
			awaitDone(stream);
			assertThat(this.copy).isEqualTo(this.server.rows);
		}
	}

	@Test
	void aRebuildFillsChecksAndSwitchesAndGoesOnFromAnyOfItsPositions() throws Exception {
		for (long id = 1; id <= 600; id++) {
			this.server.rows.put(id, "row " + id);
		}
		Rebuild rebuild = rebuild("1", true);
		List<String> positions = new ArrayList<>();
		try (ChangeStream stream = open(this.source.position("0"))) {
			CompletableFuture<?> kept = stream.rebuild(rebuild);
			List<ChangeBatch> first = take(stream);
			assertThat(first).singleElement().matches(ChangeBatch::milestone).matches((batch) -> batch.step() == null);
			stream.acknowledge(first.get(0).position());
			assertThat(takeOne(stream)).singleElement()
				.satisfies((batch) -> assertThat(batch.step().kind()).isEqualTo(Kind.BEGIN));
			assertThat(kept).isDone();
			assertThat(stream.snapshot().building()).containsExactly("product-000001");
			assertThatIllegalArgumentException().isThrownBy(() -> stream.rebuild(rebuild("2", false)))
				.withMessageContaining("being rebuilt already");
			positions.add(first.get(0).position().text());
			this.server.write(3, null);
			while (stream.snapshot() != null) {
				take(stream).stream().map((batch) -> batch.position().text()).forEach(positions::add);
			}
		}
		assertThat(this.steps).startsWith(Kind.BEGIN, Kind.FILL, Kind.FILL, Kind.CHECK).endsWith(Kind.SWITCH);
		assertThat(this.built).isEqualTo(this.server.rows).isEqualTo(this.checked);
		for (String position : positions.subList(0, positions.size() - 1)) {
			this.steps.clear();
			try (ChangeStream stream = open(this.source.position(position))) {
				awaitDone(stream);
			}
			assertThat(this.steps).as(position).startsWith(Kind.BEGIN).endsWith(Kind.SWITCH);
			// From the beginning, if the sink has lost it.
			this.steps.clear();
			this.built.clear();
			this.building.clear();
			try (ChangeStream stream = open(this.source.position(position))) {
				awaitDone(stream);
			}
			assertThat(this.steps).as(position).startsWith(Kind.BEGIN, Kind.FILL, Kind.FILL, Kind.CHECK);
			assertThat(this.built).isEqualTo(this.server.rows);
		}
	}

	@Test
	void aRebuildThatTheSinkGivesUpEndsAndAnOldCopyIsDroppedLast() throws Exception {
		this.server.rows.put(1L, "a");
		try (ChangeStream stream = open(this.source.position("0"))) {
			stream.rebuild(rebuild("1", true));
			while (!this.steps.contains(Kind.FILL)) {
				take(stream);
			}
			this.building.clear();
			awaitDone(stream);
			assertThat(this.steps).doesNotContain(Kind.SWITCH);
			stream.rebuild(rebuild("2", false));
			awaitDone(stream);
			assertThat(this.steps).endsWith(Kind.SWITCH, Kind.DROP);
		}
	}

	@Test
	void aRebuildNeedsNoSearchForLeftovers() throws Exception {
		this.server.rows.put(1L, "a");
		this.source = source(new SnapshotSettings(Duration.ofMillis(100), 4 << 20, 0, false));
		try (ChangeStream stream = open(this.source.position("0"))) {
			stream.rebuild(rebuild("1", true));
			awaitDone(stream);
		}
		assertThat(this.steps).containsExactly(Kind.BEGIN, Kind.FILL, Kind.CHECK, Kind.SWITCH);
	}

	@Test
	void aSnapshotThatStartsOverKeepsItsRebuilds() throws Exception {
		this.server.rows.put(1L, "a");
		Position lost;
		try (ChangeStream stream = open(this.source.position("0"))) {
			stream.rebuild(rebuild("1", true));
			lost = take(stream).get(0).position();
		}
		Position start = this.source.restart(new StartFrom.Snapshot(), lost);
		try (ChangeStream stream = open(this.source.position(start.text()))) {
			awaitDone(stream);
		}
		assertThat(this.steps).endsWith(Kind.SWITCH);
		assertThat(this.copy).isEqualTo(this.server.rows);
	}

	@Test
	void readsPositionsOfVersionsWithoutRebuilds() {
		String progress = """
				{"jobs":[{"tables":[{"database":"shop","table":"product"}],"next":0,"after":["500"],"rows":500,
				"range":{"from":null,"to":null}}],"filled":{"shop":["product"]}}""";
		assertThat(this.source.position(
				"snapshot=" + Base64.getUrlEncoder().encodeToString(progress.getBytes(StandardCharsets.UTF_8)) + " 7"))
			.hasToString("log:7 (snapshot of shop.product, 500 rows read)");
	}

	private static Rebuild rebuild(String id, boolean keepOld) {
		return new Rebuild(id, List.of(PRODUCT),
				List.of(new Rebuild.Copy("product", "product-v1", "uuid", "product-000001")), keepOld);
	}

	@Test
	void staysWithinItsRateAndTellsHowFarItIs() throws Exception {
		for (long id = 1; id <= 300; id++) {
			this.server.rows.put(id, "row");
		}
		this.source = source(new SnapshotSettings(Duration.ofMillis(100), 1 << 20, 500, true));
		long start = System.nanoTime();
		try (ChangeStream stream = open(start())) {
			while (this.copy.size() < 100) {
				take(stream);
			}
			SnapshotStatus status = stream.snapshot();
			assertThat(status.table()).isEqualTo("shop.product");
			assertThat(status.tablesLeft()).isEqualTo(1);
			assertThat(status.rows()).isBetween(100L, 299L);
			assertThat(status.estimatedRows()).isEqualTo(300);
			stream.pauseSnapshot(true);
			await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> {
				take(stream);
				return stream.snapshot().paused();
			});
			stream.pauseSnapshot(false);
			awaitDone(stream);
			assertThat(stream.snapshot()).isNull();
		}
		// The last chunk need not be waited for.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
		assertThat(this.copy).isEqualTo(this.server.rows);
	}

	@Test
	void pausedItReadsNothingButStreams() throws Exception {
		this.server.rows.put(1L, "a");
		try (ChangeStream stream = open(start())) {
			stream.pauseSnapshot(true);
			this.server.write(2, "b");
			takeOne(stream);
			assertThat(this.server.firstKeys).isEmpty();
			assertThat(this.copy).isEqualTo(Map.of(2L, "b"));
			stream.pauseSnapshot(false);
			awaitDone(stream);
			assertThat(this.copy).isEqualTo(this.server.rows);
		}
	}

	private SnapshotSource source(SnapshotSettings settings) {
		return new SnapshotSource(this.server, this.server, settings, Clock.systemUTC());
	}

	private ChangeStream open(Position from) {
		return this.source.open("test", from, subscription((table) -> true));
	}

	private Subscription subscription(Predicate<TableId> tables) {
		return new Subscription(new StartFrom.Snapshot(), tables, (table) -> true, (table) -> true, this.keys,
				(rebuild) -> this.building.contains(rebuild.id()));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Position start() {
		return this.source.resolve(new StartFrom.Snapshot());
	}

	/** Take until there is something. */
	private List<ChangeBatch> takeOne(ChangeStream stream) throws Exception {
		List<ChangeBatch> batches = new ArrayList<>();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(PATIENCE)
			.until(() -> batches.addAll(take(stream)));
		return batches;
	}

	private void takeUntilEqual(ChangeStream stream) {
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(PATIENCE)
			.until(() -> take(stream) != null && this.copy.equals(this.server.rows));
	}

	/** Take until nothing is to be read any more, and what the stream has then. */
	private void awaitDone(ChangeStream stream) throws Exception {
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(PATIENCE)
			.until(() -> take(stream) != null && stream.snapshot() == null);
		while (!take(stream).isEmpty()) {
			assertThat(stream.snapshot()).isNull();
		}
	}

	/** Apply what arrives as a sink does that must never see a row go back. */
	private List<ChangeBatch> take(ChangeStream stream) throws Exception {
		List<ChangeBatch> batches = stream.poll(Duration.ofMillis(1));
		for (ChangeBatch batch : batches) {
			if (batch.step() != null) {
				take(batch.step());
			}
			for (Change change : batch.changes()) {
				long id = (Long) Objects.requireNonNull(change.row().get("id"));
				assertThat(change.version()).isGreaterThanOrEqualTo(this.versions.getOrDefault(id, 0L));
				this.versions.put(id, change.version());
				if (change.after() == null) {
					this.copy.remove(id);
					this.keys.names.remove("product:" + id);
				}
				else {
					this.copy.put(id, change.after().getString("name"));
					this.keys.add("product:" + id);
				}
			}
			batch.leftovers().entries().forEach((entry) -> {
				this.keys.names.remove(((Key) entry).name());
				this.keys.deleted.add(((Key) entry).name());
				this.copy.remove(Long.valueOf(((Key) entry).name().substring("product:".length())));
			});
		}
		return batches;
	}

	private void take(RebuildStep step) {
		if (this.steps.isEmpty() || step.kind() != Kind.CHECK || this.steps.get(this.steps.size() - 1) != Kind.CHECK) {
			this.steps.add(step.kind());
		}
		if (step.kind() == Kind.BEGIN) {
			this.building.add(step.rebuild().id());
		}
		for (Change row : step.rows()) {
			assertThat(row.snapshot()).isTrue();
			Map<Long, String> rows = (step.kind() == Kind.FILL) ? this.built : this.checked;
			rows.put((Long) row.row().get("id"), row.row().getString("name"));
		}
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

	private record Key(String name) implements Entry {

	}

	/**
	 * The keys of a sink with the template {@code product:{id}}.
	 */
	private static final class Keys implements Entries {

		private final Set<String> names = new ConcurrentSkipListSet<>();

		private final Set<String> deleted = new HashSet<>();

		private volatile int failures;

		void add(String... added) {
			this.names.addAll(List.of(added));
		}

		@Override
		public List<EntryMapping> mappings(TableSchema table) {
			return List.of(new EntryMapping() {

				@Override
				public List<String> columns() {
					return List.of("id");
				}

				@Override
				public @Nullable Entry entry(@Nullable Row row) {
					return (row != null) ? new Key("product:" + row.get("id")) : null;
				}

				@Override
				public List<List<Object>> rows(Entry entry) {
					String name = ((Key) entry).name();
					return name.matches("product:[0-9]+")
							? List.of(List.of(Long.valueOf(name.substring("product:".length())))) : List.of();
				}

			});
		}

		@Override
		public EntryScan scan(List<TableSchema> tables) {
			Iterator<String> all = List.copyOf(this.names).iterator();
			return new EntryScan() {

				@Override
				public List<Entry> next() throws IOException {
					if (Keys.this.failures > 0) {
						Keys.this.failures--;
						throw new IOException("The sink is down");
					}
					List<Entry> page = new ArrayList<>();
					while (all.hasNext() && page.size() < 100) {
						page.add(new Key(all.next()));
					}
					return page;
				}

				@Override
				public void close() {
				}

			};
		}

	}

	/**
	 * A table with a log of its changes.
	 */
	private static final class Server implements ChangeSource, TableReader {

		private final Map<Long, String> rows = new ConcurrentSkipListMap<>();

		private final List<ChangeBatch> log = new CopyOnWriteArrayList<>();

		/** Of each read, the key behind which it began. */
		private final List<String> firstKeys = new CopyOnWriteArrayList<>();

		private volatile Runnable afterRead = () -> {
		};

		private volatile Runnable afterFind = () -> {
		};

		private volatile int perPoll = Integer.MAX_VALUE;

		private volatile boolean unreachable;

		private volatile boolean dropped;

		ChangeBatch write(long id, @Nullable String name) {
			String old = this.rows.get(id);
			Row before = (old != null) ? row(id, old) : null;
			Row after = (name != null) ? row(id, name) : null;
			long version = this.log.size() + 1;
			Operation operation = (before == null) ? Operation.INSERT
					: (after == null) ? Operation.DELETE : Operation.UPDATE;
			Transaction transaction = new Transaction(new LogPosition(version - 1), null, Instant.EPOCH, false);
			Change change = new Change(SCHEMA, operation, before, after, transaction, 0, version);
			ChangeBatch batch = new ChangeBatch(List.of(change), new LogPosition(version), Instant.EPOCH, 100);
			if (name == null) {
				this.rows.remove(id);
			}
			else {
				this.rows.put(id, name);
			}
			this.log.add(batch);
			return batch;
		}

		void replace(Map<Long, String> others) {
			this.rows.clear();
			this.rows.putAll(others);
			this.log.add(new ChangeBatch(List.of(), new LogPosition(this.log.size() + 1), Instant.EPOCH, 0,
					Set.of(PRODUCT)));
		}

		private static Row row(long id, String name) {
			return new Row(SCHEMA.header(), new @Nullable Object[] { id, name });
		}

		@Override
		public TableOutline outline(TableId table) {
			requireTable(table);
			return new TableOutline(List.of("id"), this.rows.size(), 20);
		}

		private void requireTable(TableId table) {
			if (this.unreachable) {
				throw new SourceUnreachableException("The server is down", "Start it", null);
			}
			if (this.dropped) {
				throw new NoSuchTableException("There is no table " + table, "Create it");
			}
		}

		@Override
		public TableChunk read(TableId table, KeyRange range, List<String> after, ChunkLimit limit) {
			requireTable(table);
			this.firstKeys.addAll(after);
			long last = after.isEmpty() ? 0 : Long.parseLong(after.get(0));
			long from = (range.from() != null) ? Long.parseLong(range.from()) : 0;
			long to = (range.to() != null) ? Long.parseLong(range.to()) : Long.MAX_VALUE;
			Position low = latest();
			List<Row> chunk = new ArrayList<>();
			this.rows.forEach((id, name) -> {
				if (id > last && id >= from && id <= to && chunk.size() < limit.rows()) {
					chunk.add(row(id, name));
				}
			});
			Runnable then = this.afterRead;
			this.afterRead = () -> {
			};
			then.run();
			List<String> key = chunk.isEmpty() ? List.of()
					: List.of(String.valueOf(chunk.get(chunk.size() - 1).get("id")));
			return new TableChunk(SCHEMA, List.of("id"), chunk, key, 20L * chunk.size(), low, latest(),
					chunk.size() < limit.rows());
		}

		@Override
		public TableRows find(TableId table, List<String> columns, List<List<Object>> values, Set<String> reads) {
			requireTable(table);
			assertThat(columns).containsExactly("id");
			assertThat(reads).containsExactly("id");
			Position low = latest();
			List<Row> found = values.stream()
				.map((value) -> (Long) value.get(0))
				.filter(this.rows::containsKey)
				.map((id) -> row(id, this.rows.get(id)))
				.toList();
			Runnable then = this.afterFind;
			this.afterFind = () -> {
			};
			then.run();
			return new TableRows(SCHEMA, found, low, latest());
		}

		@Override
		public List<TableSchema> describe(Predicate<TableId> tables) {
			return (tables.test(PRODUCT) && !this.dropped) ? List.of(SCHEMA) : List.of();
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
