package io.github.canalspring.pipeline;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Pipelines} and what they consist of, on a source and sinks in memory.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PipelinesTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id", "name");

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration LONG = Duration.ofSeconds(20);

	private final TestChangeSource source = new TestChangeSource();

	private final TestSink redis = new TestSink("redis");

	private final List<PipelineDefinition> definitions = new ArrayList<>(
			List.of(new PipelineDefinition("redis", this.source, this.redis, (table) -> true, null)));

	private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

	private final List<Integer> applied = Collections.synchronizedList(new ArrayList<>());

	private PipelineSettings settings = new PipelineSettings(Duration.ofMillis(100), Duration.ofMillis(300),
			Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofSeconds(5));

	private Pipelines pipelines = pipelines();

	private Pipelines pipelines() {
		PipelineListener listener = new PipelineListener() {

			@Override
			public void applied(String pipeline, int changes, long bytes, Duration latency) {
				PipelinesTests.this.applied.add(changes);
			}

			@Override
			public void failed(String pipeline, Throwable failure) {
				PipelinesTests.this.failures.add(failure);
			}

		};
		return new Pipelines(() -> this.definitions, this.settings, listener, Clock.systemUTC());
	}

	@AfterEach
	void stop() {
		CountDownLatch gate = this.redis.gate;
		if (gate != null) {
			gate.countDown();
		}
		this.pipelines.stop();
	}

	@Test
	void appliesInOrderAndAcknowledges() throws Exception {
		start();
		insert(1, 2, 3);
		insert(4);
		this.source.update(PRODUCT, row(4), row(5));
		this.source.delete(PRODUCT, row(6));
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1, 2, 3, 4, 5, 6);
		assertThat(this.redis.flushes).isOne();
		await().untilAsserted(() -> {
			assertThat(this.source.streams().get(0).acknowledged()).isEqualTo(TestChangeSource.at(4));
			assertThat(status().events()).isEqualTo(6);
			assertThat(status().lag()).isZero();
		});
		assertThat(this.applied.stream().mapToInt(Integer::intValue).sum()).isEqualTo(6);
		assertThat(status().position()).isEqualTo("test:4");
		assertThat(status().lastApplied()).isNotNull();
		assertThat(this.pipelines.status().isRunning()).isTrue();
	}

	@Test
	void untilItsTurnHasComeTheSinkIsLeftAlone() throws Exception {
		CountDownLatch turn = new CountDownLatch(1);
		this.source.queueUp(turn);
		start();
		await().untilAsserted(() -> {
			assertThat(status().state()).isEqualTo(State.RUNNING);
			assertThat(status().lag()).isZero();
		});
		assertThat(this.redis.loads).isZero();
		turn.countDown();
		insert(1);
		await().untilAsserted(() -> assertThat(this.redis.keys()).containsExactly(1));
		assertThat(this.redis.closes).isZero();
		this.source.failPolls(new SourceUnreachableException("The connection was cut", "Wait", null));
		await().untilAsserted(() -> assertThat(this.redis.closes).isPositive());
		this.source.failPolls(null);
		insert(2);
		await().untilAsserted(() -> assertThat(this.redis.keys()).contains(2));
		this.pipelines.stop();
		assertThat(this.pipelines.status().pipelines()).extracting(PipelineStatus::state)
			.containsExactly(State.STOPPED);
	}

	@Test
	void noticesWhileIdleThatTheSinkIsAwayOrHasLostWhatItHad() throws Exception {
		start();
		insert(1);
		this.pipelines.awaitSynced(LONG);
		this.redis.checkFailure = new IOException("connection refused");
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(State.RETRYING));
		this.redis.checkFailure = null;
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(State.RUNNING));
		assertThat(this.redis.loads).isOne();
		this.redis.checkFailure = new CheckpointLostException("Redis is empty");
		await().untilAsserted(() -> assertThat(this.redis.loads).isGreaterThan(1));
		this.redis.checkFailure = null;
		insert(2);
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1, 2);
	}

	@Test
	void deliversOnlyWhatFilterAndSinkWant() throws Exception {
		this.definitions.set(0, new PipelineDefinition("redis", this.source, this.redis,
				(table) -> !table.table().equals("audit"), null));
		start();
		this.source.insert(TestChangeSource.table("shop", "audit", "id"), TestChangeSource.row(table("audit"), 1));
		this.source.insert(table("unwanted"), TestChangeSource.row(table("unwanted"), 2));
		this.source.insert(table("stock"), TestChangeSource.row(table("stock"), 3));
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(3);
	}

	@Test
	void saysWhichPositionWasChosenAndWhy(CapturedOutput output) throws Exception {
		insert(1);
		start();
		insert(2);
		this.pipelines.awaitSynced(LONG);
		assertThat(output).contains("redis: starts at test:1, because it has no checkpoint and its start-from is"
				+ " not set (redis then starts at latest)");
		this.pipelines.stop();
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(output).contains("redis: goes on from test:2, its checkpoint in the sink");
		assertThat(this.redis.keys()).containsExactly(2);
	}

	@Test
	void keepsTheStartPositionBeforeTheFirstChange() throws Exception {
		start();
		await().until(() -> "test:0".equals(this.redis.checkpoint));
		this.pipelines.stop();
		insert(1);
		this.pipelines = pipelines();
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void latestIsWhenTheApplicationStartsNotWhenTheSinkComes() throws Exception {
		this.redis.loadFailure = new IOException("not there yet");
		insert(1);
		start();
		insert(2);
		this.redis.loadFailure = null;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(2);
	}

	@Test
	void startsWhereTheConfigurationSays(CapturedOutput output) throws Exception {
		this.definitions.set(0,
				new PipelineDefinition("redis", this.source, this.redis, (table) -> true, new StartFrom.Earliest()));
		insert(1);
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
		assertThat(output)
			.contains("redis: starts at test:0, because it has no checkpoint and its start-from is earliest");
	}

	@Test
	void goesOnExactlyAfterStopAndStart() throws Exception {
		start();
		for (int key = 1; key <= 200; key++) {
			insert(key);
			if (key % 50 == 0) {
				this.pipelines.stop();
				assertThat(status().state()).isEqualTo(State.STOPPED);
				start();
			}
		}
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).hasSize(200).doesNotHaveDuplicates().isSorted();
	}

	@Test
	void whatTheSinkWasAheadOfIsAppliedAtOnce() throws Exception {
		insert(1);
		insert(2);
		this.redis.checkpoint = "test:1";
		this.redis.ahead = 3;
		start();
		assertThatExceptionOfType(CanalTimeoutException.class).isThrownBy(() -> this.pipelines.awaitSynced(SHORT));
		assertThat(this.redis.calls()).isEmpty();
		insert(3);
		insert(4);
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.calls().get(0)).hasSizeGreaterThanOrEqualTo(2);
		assertThat(this.redis.keys()).containsExactly(2, 3, 4);
	}

	@Test
	void aPlaceThatNeverComesIsNotWaitedForForEver() {
		List<ChangeBatch> batches = List.of(new ChangeBatch(List.of(), TestChangeSource.at(2), Instant.EPOCH, 0));
		CatchUp catchUp = new CatchUp(3, 1, Duration.ofSeconds(1));
		assertThat(catchUp.add(List.of(), false)).isEmpty();
		assertThat(catchUp.add(batches, true)).isEmpty();
		List<ChangeBatch> released = await().until(() -> catchUp.add(List.of(), true), (each) -> !each.isEmpty());
		assertThat(released).isEqualTo(batches);
		assertThat(catchUp.add(batches, true)).isSameAs(batches);
	}

	@Test
	void aPlaceThatNeverComesIsNotWaitedForWhileMoreAndMoreComes() {
		CatchUp patient = new CatchUp(Long.MAX_VALUE, 1, Duration.ofHours(1));
		ChangeBatch batch = new ChangeBatch(List.of(), TestChangeSource.at(2), Instant.EPOCH, 1024 * 1024);
		int held = 0;
		while (patient.add(List.of(batch), true).isEmpty()) {
			held++;
		}
		assertThat(held).isBetween(8, 32);
		CatchUp impatient = new CatchUp(Long.MAX_VALUE, 1, Duration.ofMillis(50));
		await().pollDelay(Duration.ZERO)
			.until(() -> !impatient.add(List.of(batch.at(TestChangeSource.at(3))), true).isEmpty());
	}

	@Test
	void holdsWhatTheSinkDoesNotTake(CapturedOutput output) throws Exception {
		this.redis.applyFailure = new IOException("connection refused");
		start();
		insert(1);
		awaitState(State.RETRYING);
		assertThat(status().error()).isEqualTo("IOException: connection refused");
		await().until(() -> this.redis.attempts >= 5);
		insert(2);
		assertThatExceptionOfType(CanalTimeoutException.class).isThrownBy(() -> this.pipelines.awaitSynced(SHORT))
			.withMessage("Not synced within 200 ms: redis is RETRYING at test:0, wanted test:2"
					+ " (IOException: connection refused)");
		this.redis.applyFailure = null;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1, 2);
		assertThat(status().state()).isEqualTo(State.RUNNING);
		assertThat(status().error()).isNull();
		assertThat(this.failures).hasSizeGreaterThanOrEqualTo(5);
		assertThat(output).contains("redis: the sink does not take changes")
			.contains("redis: the sink takes changes again, after");
		assertThat(output.toString().split("does not take", -1)).hasSizeLessThan(this.redis.attempts);
	}

	@Test
	void startsOverFromTheCheckpointAfterASinkException() throws Exception {
		start();
		insert(1);
		this.pipelines.awaitSynced(LONG);
		this.redis.applyFailure = new SinkException("The memory is full", "Raise maxmemory.");
		insert(2);
		awaitFailed("The memory is full. Raise maxmemory.");
		this.redis.applyFailure = null;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1, 2);
		assertThat(this.redis.loads).isGreaterThan(1);
		assertThat(this.source.streams()).last().extracting((stream) -> stream.from().version()).isEqualTo(1L);
		assertThat(this.source.streams().get(0).isClosed()).isTrue();
	}

	@Test
	void aValueThatCannotBeDecodedStopsThePipelineAsAFailureOfTheStreamDoes() throws Exception {
		start();
		this.redis.applyFailure = new SourceException("A row of table shop.product cannot be read", "Report this.");
		insert(1);
		awaitFailed("A row of table shop.product cannot be read. Report this.");
		this.redis.applyFailure = null;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void goesBackToWhatASinkHasThatLostItsCheckpoint(CapturedOutput output) throws Exception {
		start();
		insert(1);
		this.pipelines.awaitSynced(LONG);
		insert(2);
		this.pipelines.awaitSynced(LONG);
		this.redis.checkpoint = "test:1";
		this.redis.applyFailure = new CheckpointLostException("Redis came back older");
		insert(3);
		await().until(() -> this.redis.loads > 2);
		this.redis.applyFailure = null;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1, 2, 2, 3);
		assertThat(output).contains("redis: Redis came back older; goes back to what it has now");
	}

	@Test
	void repeatsAnErrorInTheLogMoreAndMoreRarely(CapturedOutput output) throws Exception {
		this.redis.loadFailure = new SinkException("Redis is a replica", "Name the primary.");
		this.settings = new PipelineSettings(SHORT, SHORT, Duration.ofMillis(1), Duration.ofMillis(1),
				Duration.ofMillis(1), LONG);
		this.pipelines = pipelines();
		start();
		await().until(() -> this.redis.loads > 100);
		assertThat(output.toString().split("cannot go on", -1)).hasSizeBetween(6, 20);
	}

	@Test
	void waitsForASinkThatIsNotThereYet(CapturedOutput output) throws Exception {
		this.redis.loadFailure = new IllegalStateException("no route to host");
		start();
		await().until(() -> this.redis.loads > 2);
		assertThat(status().state()).isEqualTo(State.STARTING);
		assertThat(status().error()).contains("no route to host");
		this.redis.loadFailure = null;
		awaitState(State.RUNNING);
		assertThat(output).contains("redis: not there yet, the application goes on");
	}

	@Test
	void failsOnASinkThatCannotBeLoaded() throws Exception {
		this.redis.loadFailure = new SinkException("Redis is a replica", "Name the primary.");
		start();
		awaitState(State.FAILED);
		this.redis.loadFailure = null;
		awaitState(State.RUNNING);
	}

	@Test
	void startsWithoutASourceThatDoesNotAnswer(CapturedOutput output) throws Exception {
		this.source.failChecks(new SourceUnreachableException("MySQL at db:3306 does not answer", "Start it.", null));
		start();
		assertThat(output).contains("test source is not there yet; the application goes on starting");
		awaitState(State.STARTING);
		await().until(() -> this.source.checks() > 2);
		assertThatExceptionOfType(CanalTimeoutException.class).isThrownBy(() -> this.pipelines.awaitSynced(SHORT))
			.withMessageContaining("test source does not answer");
		this.source.failChecks(null);
		awaitState(State.RUNNING);
		insert(1);
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void tellsOfASourceOnceItIsThere(CapturedOutput output) {
		this.definitions.add(new PipelineDefinition("elasticsearch", this.source, new TestSink("elasticsearch"),
				(table) -> true, null));
		this.source
			.find(new Finding(Severity.WARNING, "log", "The log is kept for an hour only", "Changes are lost", "SET"));
		this.source.failChecks(new SourceUnreachableException("MySQL at db:3306 does not answer", "Start it.", null));
		start();
		awaitState(State.STARTING);
		assertThat(output).doesNotContain("The log is kept");
		this.source.failChecks(null);
		awaitState(State.RUNNING);
		this.source.failPolls(new SourceException("Something else", "Mend it."));
		awaitState(State.FAILED);
		this.source.failPolls(null);
		awaitState(State.RUNNING);
		await().untilAsserted(() -> assertThat(output).containsOnlyOnce("The log is kept for an hour only"));
	}

	@Test
	void checksASourceOnceForAllItsPipelines() throws Exception {
		this.definitions.add(new PipelineDefinition("elasticsearch", this.source, new TestSink("elasticsearch"),
				(table) -> true, null));
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(this.source.checks()).isOne();
		assertThat(this.pipelines.status().pipelines()).extracting(PipelineStatus::name)
			.containsExactly("elasticsearch", "redis");
	}

	@Test
	void refusesToStartOnASourceThatMustBeSetUpDifferently() {
		this.source.failChecks(new SourceException("The binlog is off", "Set log_bin."));
		assertThatExceptionOfType(SourceException.class).isThrownBy(this::start).withMessage("The binlog is off");
		assertThat(this.pipelines.isRunning()).isFalse();
		this.source.failChecks(null);
		start();
		assertThat(this.pipelines.isRunning()).isTrue();
	}

	@Test
	void reopensAFailedStreamAndChecksFirst() throws Exception {
		start();
		insert(1);
		this.pipelines.awaitSynced(LONG);
		int checks = this.source.checks();
		this.source.failPolls(new SourceException("The binlog was purged", "Resync."));
		awaitFailed("The binlog was purged. Resync.");
		this.source.failPolls(null);
		insert(2);
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1, 2);
		assertThat(this.source.checks()).isGreaterThan(checks);
	}

	@Test
	void startsOverWhereASnapshotWasAskedForAndThePositionIsLost(CapturedOutput output) throws Exception {
		this.definitions.set(0,
				new PipelineDefinition("redis", this.source, this.redis, (table) -> true, new StartFrom.Snapshot()));
		insert(1);
		insert(2);
		this.redis.checkpoint = "test:1";
		this.source.failPolls(new PositionLostException("The binlog was purged", "Resync.", null));
		start();
		await().until(() -> "test:2".equals(this.redis.checkpoint));
		this.source.failPolls(null);
		awaitState(State.RUNNING);
		insert(3);
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(3);
		assertThat(output).contains("The binlog was purged. It starts over with a snapshot");
	}

	@Test
	void waitsWhereThePositionIsLostOtherwise() {
		insert(1);
		insert(2);
		this.redis.checkpoint = "test:1";
		this.source.failPolls(new PositionLostException("The binlog was purged", "Resync.", null));
		start();
		awaitFailed("The binlog was purged. Resync.");
		assertThat(this.redis.checkpoint).isEqualTo("test:1");
	}

	@Test
	void startsOverAtTheNewestPositionOnlyBeforeItHasAppliedAnything(CapturedOutput output) throws Exception {
		insert(1);
		this.source.failPolls(new Unreadable());
		start();
		await().until(() -> "test:1".equals(this.redis.checkpoint));
		insert(2);
		await().until(() -> "test:2".equals(this.redis.checkpoint));
		assertThat(output).contains("Columns are unknown. It starts over at the newest position, without the changes");
		this.source.failPolls(null);
		awaitState(State.RUNNING);
		insert(3);
		this.pipelines.awaitSynced(LONG);
		this.source.failPolls(new Unreadable());
		awaitFailed("Columns are unknown. Wait.");
		assertThat(this.redis.keys()).containsExactly(3);
		assertThat(this.redis.checkpoint).isEqualTo("test:3");
	}

	@Test
	void neverStartsOverAtTheNewestPositionFromACheckpoint() {
		insert(1);
		insert(2);
		this.redis.checkpoint = "test:1";
		this.source.failPolls(new Unreadable());
		start();
		awaitFailed("Columns are unknown. Wait.");
		assertThat(this.redis.checkpoint).isEqualTo("test:1");
	}

	@Test
	void tellsHowLongTheSourceKeepsWhatIsNotRead() {
		this.source.retain(Duration.ofHours(2));
		start();
		await().untilAsserted(
				() -> assertThat(status().untilPurge()).isBetween(Duration.ofMinutes(119), Duration.ofHours(2)));
	}

	@Test
	void saysThatTheSourceIsDisconnected() throws Exception {
		start();
		this.pipelines.awaitSynced(LONG);
		awaitState(State.RUNNING);
		await().until(() -> status().lag().isZero());
		this.source.disconnect("connection reset");
		awaitState(State.DISCONNECTED);
		assertThat(status().error()).isEqualTo("connection reset");
		await().until(() -> !status().lag().isZero());
		assertThat(status().lag()).isLessThan(LONG);
		this.source.disconnect(null);
		awaitState(State.RUNNING);
	}

	@Test
	void isStartingUntilTheFirstConnection() throws Exception {
		this.source.disconnect("connection refused");
		start();
		await().until(() -> this.source.streams().size() == 1);
		await().until(() -> "connection refused".equals(status().error()));
		assertThat(status().state()).isEqualTo(State.STARTING);
	}

	@Test
	void survivesAnError(CapturedOutput output) throws Exception {
		this.redis.applyFailure = new StackOverflowError("deep");
		start();
		insert(1);
		await().until(() -> output.toString().contains("redis: failed, starts over in"));
		this.redis.applyFailure = null;
		this.redis.checkpoint = "test:0";
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void survivesAStrayInterrupt() throws Exception {
		this.redis.checkpoint = "test:0";
		this.redis.applyFailure = new InterruptedException();
		start();
		insert(1);
		await().until(() -> this.redis.attempts > 1);
		this.redis.applyFailure = null;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void pausesAndResumesOnePipeline() throws Exception {
		TestSink elasticsearch = new TestSink("elasticsearch");
		this.definitions
			.add(new PipelineDefinition("elasticsearch", this.source, elasticsearch, (table) -> true, null));
		start();
		this.pipelines.awaitSynced(LONG);
		this.pipelines.pause("redis");
		insert(1);
		await().until(() -> elasticsearch.keys().size() == 1);
		await().until(() -> this.pipelines.status().pipelines().get(1).state() == State.PAUSED);
		assertThatExceptionOfType(CanalTimeoutException.class).isThrownBy(() -> this.pipelines.awaitSynced(SHORT))
			.withMessage("Not synced within 200 ms: redis is PAUSED at test:0, wanted test:1");
		assertThat(this.redis.keys()).isEmpty();
		this.pipelines.resume("redis");
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void pausesWhileRetryingAndStaysPausedOverARestart() throws Exception {
		this.redis.checkpoint = "test:0";
		this.redis.applyFailure = new IOException("down");
		start();
		insert(1);
		awaitState(State.RETRYING);
		this.pipelines.pause("redis");
		awaitState(State.PAUSED);
		this.redis.applyFailure = null;
		this.pipelines.stop();
		start();
		awaitState(State.PAUSED);
		assertThat(this.redis.keys()).isEmpty();
		this.pipelines.resume("redis");
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void namesThePipelinesItHas() {
		start();
		assertThatIllegalArgumentException().isThrownBy(() -> this.pipelines.pause("handlers"))
			.withMessage("There is no pipeline 'handlers', only [redis]");
	}

	@Test
	void passesForeignTransactionsOnAtIntervalsButKnowsThemAtOnce() throws Exception {
		this.settings = new PipelineSettings(Duration.ofMillis(100), LONG, Duration.ofMillis(5), Duration.ofMillis(50),
				Duration.ofMillis(100), Duration.ofSeconds(5));
		this.pipelines = pipelines();
		start();
		for (int count = 0; count < 100; count++) {
			this.source.foreign();
		}
		this.pipelines.awaitSynced(LONG);
		assertThat(status().position()).isEqualTo("test:100");
		assertThat(this.redis.calls()).hasSize(1);
		this.pipelines.stop();
		assertThat(this.redis.checkpoint).isEqualTo("test:100");
		assertThat(this.redis.calls()).hasSize(2);
	}

	@Test
	void keepsTheCheckpointFreshWhileOnlyForeignTransactionsCome() throws Exception {
		start();
		this.source.foreign();
		await().until(() -> "test:1".equals(this.redis.checkpoint));
		assertThat(status().events()).isZero();
	}

	@Test
	void finishesTheBatchAtHandWhenItStops() throws Exception {
		this.redis.checkpoint = "test:0";
		this.redis.gate = new CountDownLatch(1);
		start();
		insert(1);
		await().until(() -> this.redis.attempts == 1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.pipelines.stop(stopped::countDown);
		assertThat(stopped.await(300, TimeUnit.MILLISECONDS)).isFalse();
		this.redis.gate.countDown();
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.redis.keys()).containsExactly(1);
		assertThat(this.redis.checkpoint).isEqualTo("test:1");
		assertThat(this.redis.closes).isOne();
		assertThat(this.source.streams().get(0).isClosed()).isTrue();
	}

	@Test
	void interruptsABatchThatTakesTooLong(CapturedOutput output) throws Exception {
		this.settings = new PipelineSettings(Duration.ofMillis(100), LONG, Duration.ofMillis(5), Duration.ofMillis(50),
				Duration.ofMillis(100), Duration.ofMillis(200));
		this.pipelines = pipelines();
		this.redis.checkpoint = "test:0";
		this.redis.gate = new CountDownLatch(1);
		start();
		insert(1);
		await().until(() -> this.redis.attempts == 1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.pipelines.stop(stopped::countDown);
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(output).contains("redis: not stopped within");
		assertThat(this.redis.keys()).isEmpty();
		this.redis.gate = null;
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(this.redis.keys()).containsExactly(1);
	}

	@Test
	void stopsAtOnceWhileTheSinkIsDown() throws Exception {
		this.settings = new PipelineSettings(LONG, LONG, LONG, LONG, LONG, LONG);
		this.pipelines = pipelines();
		this.redis.applyFailure = new IOException("down");
		start();
		insert(1);
		awaitState(State.RETRYING);
		long start = System.nanoTime();
		this.pipelines.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(status().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void stopsAtOnceWhileIdle() throws Exception {
		this.settings = new PipelineSettings(LONG, LONG, LONG, LONG, LONG, LONG);
		this.pipelines = pipelines();
		start();
		this.pipelines.awaitSynced(LONG);
		long start = System.nanoTime();
		this.pipelines.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void triesToFlushAgainWithinTheTime() throws Exception {
		start();
		this.pipelines.awaitSynced(LONG);
		this.redis.flushFailure = new IOException("refresh failed");
		assertThatExceptionOfType(CanalTimeoutException.class)
			.isThrownBy(() -> this.pipelines.awaitSynced(Duration.ofSeconds(1)))
			.withMessageContaining("redis cannot be flushed: IOException: refresh failed");
		assertThat(this.redis.flushes).isGreaterThan(2);
	}

	@Test
	void hasNothingToDoWithoutPipelines() throws Exception {
		this.definitions.clear();
		start();
		this.pipelines.awaitSynced(SHORT);
		assertThat(this.pipelines.status().pipelines()).isEmpty();
	}

	private void start() {
		this.pipelines.start();
	}

	private void insert(int... keys) {
		this.source.insert(PRODUCT, Arrays.stream(keys).mapToObj(PipelinesTests::row).toArray(Row[]::new));
	}

	private static Row row(int key) {
		return TestChangeSource.row(PRODUCT, key, "name");
	}

	private static TableSchema table(String name) {
		return TestChangeSource.table("shop", name, "id");
	}

	private PipelineStatus status() {
		return this.pipelines.status().pipelines().get(0);
	}

	private void awaitState(State state) {
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(state));
	}

	/** The next attempt clears the error: both in one look. */
	private void awaitFailed(String error) {
		await().pollInterval(Duration.ofMillis(10))
			.untilAsserted(() -> assertThat(status()).returns(State.FAILED, PipelineStatus::state)
				.returns(error, PipelineStatus::error));
	}

	/** The changes are there, but cannot be understood. */
	private static final class Unreadable extends PositionLostException {

		private static final long serialVersionUID = 1L;

		Unreadable() {
			super("Columns are unknown", "Wait.", null);
		}

		@Override
		public boolean isUnreadable() {
			return true;
		}

	}

}
