package io.github.canalspring.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.ParkedKey;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.event.Row;
import io.github.canalspring.parking.ParkingPlace;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Parking} in pipelines on a source and sinks in memory.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ParkingTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id", "name");

	private static final Duration LONG = Duration.ofSeconds(20);

	private final TestChangeSource source = new TestChangeSource();

	private final RefusingSink sink = new RefusingSink();

	@TempDir
	private Path directory;

	private long limit = 1_000_000;

	private OnError onError = OnError.PARK;

	private @Nullable Pipelines pipelines;

	@AfterEach
	void stop() {
		this.sink.failure = null;
		if (this.pipelines != null) {
			this.pipelines.stop();
		}
	}

	@Test
	void otherRowsGoOnAndLaterChangesOfTheRowWait(CapturedOutput output) {
		start();
		this.sink.poison.add("bad");
		insert(1, "good");
		insert(2, "bad");
		update(2, "bad", "better");
		insert(3, "good");
		update(1, "good", "gooder");
		awaitPosition(5);
		assertThat(this.sink.applied).containsExactly("1 good", "3 good", "1 gooder");
		assertThat(this.sink.checkpoint).isEqualTo("test:5");
		assertThat(parked()).singleElement().satisfies((key) -> {
			assertThat(key.pipeline()).isEqualTo("copy");
			assertThat(key.key()).isEqualTo("shop.product[2]");
			assertThat(key.changes()).isEqualTo(2);
			assertThat(key.eventId()).isEqualTo("test:1#0");
			assertThat(key.position()).isEqualTo("test:1");
			assertThat(key.reason()).isEqualTo("poison");
		});
		PipelineStatus.Parked status = Objects.requireNonNull(status().parked());
		assertThat(status.keys()).isOne();
		assertThat(status.changes()).isEqualTo(2);
		assertThat(status().state()).isEqualTo(State.RUNNING);
		assertThat(output).contains("copy: parked INSERT shop.product test:1#0, which could not be applied: poison");
	}

	@Test
	void replaysInOrderOnCommand() throws Exception {
		start();
		this.sink.poison.add("bad");
		insert(2, "bad");
		update(2, "bad", "better");
		insert(1, "bad");
		awaitPosition(3);
		operations().replayParked("copy");
		assertThatExceptionOfType(CanalTimeoutException.class).isThrownBy(() -> operations().awaitSynced(LONG))
			.withMessageContaining("changes are parked: copy has 2 of shop.product[2]")
			.withMessageContaining("(poison)");
		this.sink.poison.clear();
		operations().replayParked("copy");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("2 bad", "2 better", "1 bad");
		assertThat(status().parked()).isNull();
		update(2, "better", "best");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).endsWith("2 best");
		assertThat(this.sink.checkpoint).isEqualTo("test:4");
	}

	@Test
	void replaysInOrderAfterARestart() throws Exception {
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		update(1, "bad", "better");
		awaitPosition(2);
		operations().stop();
		this.sink.poison.clear();
		update(1, "better", "best");
		start();
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("1 bad", "1 better", "1 best");
	}

	@Test
	void whatWasParkedBeforeACrashIsNeitherParkedTwiceNorOvertaken() throws Exception {
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		update(1, "bad", "better");
		insert(2, "good");
		awaitPosition(3);
		operations().stop();
		// As if the application had ended before the position was kept.
		this.sink.checkpoint = "test:0";
		start();
		awaitPosition(3);
		assertThat(parked()).singleElement().extracting(ParkedKey::changes).isEqualTo(2);
		assertThat(this.sink.applied).containsExactly("2 good", "2 good");
		this.sink.poison.clear();
		operations().replayParked("copy");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).endsWith("1 bad", "1 better").hasSize(4);
	}

	@Test
	void whatWaitsIsNotParkedBeforeWhatComesBeforeItWasApplied() throws Exception {
		start();
		this.sink.poison.add("bad");
		insert(2, "bad");
		awaitPosition(1);
		this.sink.failure = new IOException("connection refused");
		this.source.commit((transaction) -> List.of(
				new Change(PRODUCT, Operation.INSERT, null, row(5, "first"), transaction, 0, 0),
				new Change(PRODUCT, Operation.DELETE, row(5, "first"), null, transaction, 1, 0),
				new Change(PRODUCT, Operation.UPDATE, row(2, "bad"), row(5, "moved"), transaction, 2, 0)));
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(State.RETRYING));
		operations().stop();
		this.sink.failure = null;
		this.sink.poison.clear();
		start();
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("2 bad", "5 first", "5 first", "5 moved");
	}

	@Test
	void whatWaitsIsParkedBeforeThePositionIsKept() {
		start();
		this.sink.poison.add("bad");
		insert(2, "bad");
		awaitPosition(1);
		List<String> kept = new CopyOnWriteArrayList<>();
		this.sink.keeping = (position) -> kept.add(position + " with " + parked().get(0).changes() + " parked");
		this.source.commit((transaction) -> List.of(
				new Change(PRODUCT, Operation.UPDATE, row(2, "bad"), row(2, "better"), transaction, 0, 0),
				new Change(PRODUCT, Operation.INSERT, null, row(3, "good"), transaction, 1, 0)));
		awaitPosition(2);
		assertThat(this.sink.applied).containsExactly("3 good");
		assertThat(kept).containsExactly("test:1 with 1 parked", "test:2 with 2 parked");
	}

	@Test
	void aChangeOfTheKeyTakesTheNewKeyAlong() throws Exception {
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		this.source.update(PRODUCT, row(1, "bad"), row(2, "moved"));
		update(2, "moved", "more");
		insert(1, "again");
		insert(3, "other");
		awaitPosition(5);
		assertThat(this.sink.applied).containsExactly("3 other");
		this.sink.poison.clear();
		operations().replayParked("copy");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("3 other", "1 bad", "2 moved", "2 more", "1 again");
	}

	@Test
	void aTableWithoutAKeyWaitsAsAWhole() {
		TableSchema log = new TableSchema(new TableId("shop", "log"), PRODUCT.columns(), List.of());
		start();
		this.sink.poison.add("bad");
		this.source.insert(log, new Row(log.header(), new Object[] { 1, "bad" }));
		this.source.insert(log, new Row(log.header(), new Object[] { 2, "good" }));
		insert(3, "good");
		awaitPosition(3);
		assertThat(this.sink.applied).containsExactly("3 good");
		assertThat(parked()).singleElement()
			.extracting(ParkedKey::key, ParkedKey::changes)
			.containsExactly("shop.log", 2);
	}

	@Test
	void aFullPlaceHoldsThePipelineUntilThereIsRoom() throws Exception {
		this.limit = 400;
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		insert(2, "bad");
		insert(3, "bad");
		insert(4, "good");
		await().untilAsserted(() -> {
			assertThat(status().state()).isEqualTo(State.RETRYING);
			assertThat(status().error()).contains("The parking place is full").contains("canal.parking.max-size");
		});
		assertThat(this.sink.applied).doesNotContain("4 good");
		int before = parked().size();
		assertThat(before).isPositive();
		assertThat(operations().discardParked("copy", parked().get(0).key())).isTrue();
		assertThat(operations().discardParked("copy", "shop.product[99]")).isFalse();
		for (ParkedKey key : parked()) {
			operations().discardParked("copy", key.key());
		}
		this.sink.poison.clear();
		await().untilAsserted(() -> assertThat(this.sink.applied).contains("4 good"));
	}

	@Test
	void aDamagedPlaceIsReported() throws Exception {
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		awaitPosition(1);
		insert(2, "bad");
		awaitPosition(2);
		operations().stop();
		Path file = this.directory.resolve("shop-copy-parked.records");
		byte[] bytes = Files.readAllBytes(file);
		bytes[100] ^= 1;
		Files.write(file, bytes);
		this.pipelines = create();
		operations().start();
		await().untilAsserted(() -> assertThat(status().error()).contains(file.toAbsolutePath().toString(),
				"Restore it from a backup"));
	}

	@Test
	void holdsWhereItIsToHold() throws Exception {
		this.onError = OnError.HOLD;
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		insert(2, "good");
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(State.RETRYING));
		assertThat(status().error()).contains("poison");
		assertThat(status().parked()).isNull();
		this.sink.poison.clear();
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("1 bad", "2 good");
	}

	@Test
	void aStoreThatIsAwayIsNoReasonToPark() throws Exception {
		start();
		this.sink.failure = new IOException("connection refused");
		insert(1, "good");
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(State.RETRYING));
		this.sink.failure = null;
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("1 good");
	}

	@Test
	void ofACopyTheNextChangeTakesThePlaceOfTheParkedOne() throws Exception {
		this.sink.everyChange = false;
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		awaitPosition(1);
		Instant since = parked().get(0).since();
		this.sink.poison.add("worse");
		update(1, "bad", "worse");
		awaitPosition(2);
		assertThat(parked()).singleElement().satisfies((key) -> {
			assertThat(key.changes()).isOne();
			assertThat(key.eventId()).isEqualTo("test:1#0");
			assertThat(key.since()).isEqualTo(since);
		});
		update(1, "worse", "good");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("1 good");
		assertThat(parked()).isEmpty();
	}

	@Test
	void ofACopyOnlyTheLastOfSeveralRefusedStatesIsParked() throws Exception {
		this.sink.everyChange = false;
		start();
		this.sink.poison.addAll(Set.of("bad", "worse"));
		this.source.commit(
				(transaction) -> List.of(new Change(PRODUCT, Operation.INSERT, null, row(1, "bad"), transaction, 0, 0),
						new Change(PRODUCT, Operation.UPDATE, row(1, "bad"), row(1, "worse"), transaction, 1, 0)));
		awaitPosition(1);
		assertThat(parked()).singleElement().extracting(ParkedKey::changes).isEqualTo(1);
		this.sink.poison.clear();
		operations().replayParked("copy");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("1 worse");
	}

	@Test
	void ofACopyTheLastStateIsReplayed() throws Exception {
		this.sink.everyChange = false;
		start();
		this.sink.poison.add("bad");
		this.source.update(PRODUCT, row(1, "good"), row(2, "bad"));
		awaitPosition(1);
		insert(1, "new");
		awaitPosition(2);
		assertThat(parked()).singleElement().extracting(ParkedKey::key).isEqualTo("shop.product[2]");
		this.sink.poison.clear();
		operations().replayParked("copy");
		operations().awaitSynced(LONG);
		assertThat(this.sink.applied).containsExactly("1 new", "2 bad");
		assertThat(this.sink.changes.get(1).before()).isNull();
	}

	@Test
	void ofACopyReplacedTablesAndSnapshotsLeaveNothingParked() throws Exception {
		this.sink.everyChange = false;
		start();
		this.sink.poison.add("bad");
		insert(1, "bad");
		awaitPosition(1);
		assertThat(parked()).isNotEmpty();
		this.source.replace(PRODUCT.id());
		operations().awaitSynced(LONG);
		assertThat(parked()).isEmpty();
		insert(1, "bad");
		awaitPosition(3);
		operations().stop();
		this.sink.checkpoint = null;
		this.sink.start = new StartFrom.Snapshot();
		start();
		operations().awaitSynced(LONG);
		assertThat(parked()).isEmpty();
	}

	private void insert(int id, String name) {
		this.source.insert(PRODUCT, row(id, name));
	}

	private void update(int id, String before, String after) {
		this.source.update(PRODUCT, row(id, before), row(id, after));
	}

	private static Row row(int id, String name) {
		return TestChangeSource.row(PRODUCT, id, name);
	}

	private void start() {
		this.pipelines = create();
		this.pipelines.start();
		await().until(() -> status().state() == State.RUNNING);
	}

	private Pipelines create() {
		PipelineSettings settings = new PipelineSettings(Duration.ofMillis(100), Duration.ofMillis(300),
				Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofSeconds(5));
		PipelineDefinition definition = new PipelineDefinition("copy", this.source, this.sink, (table) -> true, null,
				this.onError, new ParkingPlace(this.directory, "shop-copy", this.limit, Clock.systemUTC()));
		return new Pipelines(() -> List.of(definition), settings, PipelineListener.NOOP, Clock.systemUTC());
	}

	private Pipelines operations() {
		return Objects.requireNonNull(this.pipelines);
	}

	private PipelineStatus status() {
		return operations().status().pipelines().get(0);
	}

	private List<ParkedKey> parked() {
		return operations().parked();
	}

	private void awaitPosition(int position) {
		await().untilAsserted(() -> assertThat(status().position()).isEqualTo("test:" + position));
	}

	/**
	 * A sink that refuses rows by their name.
	 */
	private static final class RefusingSink implements Sink {

		final Set<Object> poison = ConcurrentHashMap.newKeySet();

		final List<String> applied = Collections.synchronizedList(new ArrayList<>());

		final List<Change> changes = Collections.synchronizedList(new ArrayList<>());

		volatile @Nullable Exception failure;

		volatile @Nullable String checkpoint;

		volatile Consumer<String> keeping = (position) -> {
		};

		volatile boolean everyChange = true;

		volatile StartFrom start = new StartFrom.Latest();

		@Override
		public String name() {
			return "copy";
		}

		@Override
		public boolean wants(TableId table) {
			return true;
		}

		@Override
		public List<TableId> tables() {
			return List.of();
		}

		@Override
		public StartFrom defaultStart() {
			return this.start;
		}

		@Override
		public boolean wantsEveryChange() {
			return this.everyChange;
		}

		@Override
		public @Nullable String load() {
			return this.checkpoint;
		}

		@Override
		public void apply(List<ChangeBatch> batches) throws Exception {
			if (this.failure != null) {
				throw this.failure;
			}
			for (int index = 0; index < batches.size(); index++) {
				ChangeBatch batch = batches.get(index);
				List<RefusedChange> refused = new ArrayList<>();
				for (Change change : batch.changes()) {
					if (this.poison.contains(change.row().get("name"))) {
						refused.add(new RefusedChange(change, "poison"));
					}
					else {
						this.changes.add(change);
						this.applied.add(change.row().get("id") + " " + change.row().get("name"));
					}
				}
				if (!refused.isEmpty()) {
					throw new ChangesRefusedException(index + 1, refused);
				}
				this.keeping.accept(batch.position().text());
				this.checkpoint = batch.position().text();
			}
		}

		@Override
		public void close() {
		}

	}

}
