package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link BatchQueue}.
 */
@Timeout(20)
class BatchQueueTests {

	private static final Duration NOW = Duration.ofMillis(1);

	private final BatchQueue queue = new BatchQueue(100);

	private static ChangeBatch batch(int offset, boolean empty) {
		BinlogPosition position = BinlogPosition.of("binlog.000001", offset);
		TableSchema table = new TableSchema(new TableId("shop", "t"), List.of(), List.of());
		Transaction transaction = new Transaction(position, null, Instant.EPOCH, false);
		Change change = new Change(table, Operation.INSERT, null, Row.of(Map.of()), transaction, 0, offset);
		return new ChangeBatch(empty ? List.of() : List.of(change), position, Instant.EPOCH, empty ? 0 : 60);
	}

	@Test
	void batchesWithoutChangesReplaceEachOther() throws Exception {
		this.queue.put(batch(1, true));
		this.queue.put(batch(2, true));
		this.queue.put(batch(3, false));
		this.queue.put(batch(4, true));
		this.queue.put(batch(5, true));
		assertThat(this.queue.poll(NOW)).extracting((batch) -> ((BinlogPosition) batch.position()).offset())
			.containsExactly(2L, 3L, 5L);
		assertThat(this.queue.poll(NOW)).isEmpty();
	}

	/** Many positions are few polls; changes that follow are not kept waiting for. */
	@Test
	void positionsAloneWakeNobodyAtOnce() throws Exception {
		CompletableFuture<Void> positions = CompletableFuture.runAsync(() -> {
			try {
				for (int offset = 1; offset <= 100_000; offset++) {
					this.queue.put(batch(offset, true));
				}
				this.queue.put(batch(100_001, false));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		long start = System.nanoTime();
		int polls = 0;
		boolean changes = false;
		while (!changes) {
			changes = this.queue.poll(Duration.ofSeconds(10)).stream().anyMatch((batch) -> !batch.changes().isEmpty());
			polls++;
		}
		positions.join();
		long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
		assertThat(polls).isLessThanOrEqualTo((int) millis + 2);
	}

	@Test
	void isBoundedByBytes() throws Exception {
		this.queue.put(batch(1, false));
		this.queue.put(batch(2, false));
		CompletableFuture<Void> third = CompletableFuture.runAsync(() -> {
			try {
				this.queue.put(batch(3, false));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		Awaitility.await().during(Duration.ofMillis(100)).until(() -> !third.isDone());
		assertThat(this.queue.poll(NOW)).hasSize(2);
		third.join();
		assertThat(this.queue.poll(NOW)).hasSize(1);
	}

	@Test
	void roomForALargeEventIsThereWhenNothingIsHeldAnyMore() throws Exception {
		this.queue.awaitRoom(99);
		this.queue.put(batch(1, false));
		CompletableFuture<Void> large = CompletableFuture.runAsync(() -> {
			try {
				this.queue.awaitRoom(100);
				this.queue.put(batch(2, false));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(this.queue.poll(NOW)).hasSize(1);
		// What was taken may still be held, until its taker comes again and waits.
		Awaitility.await().during(Duration.ofMillis(100)).until(() -> !large.isDone());
		assertThat(this.queue.poll(Duration.ofSeconds(10))).hasSize(1);
		large.join();
	}

	@Test
	void closingWakesWhoeverWaitsForRoom() {
		CompletableFuture<Void> large = CompletableFuture
			.runAsync(() -> assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> this.queue.awaitRoom(100)));
		this.queue.close();
		large.join();
	}

	@Test
	void whatArrivedBeforeAFailureIsHandedOverFirst() throws Exception {
		this.queue.put(batch(1, false));
		this.queue.fail(new SourceException("broken", "mend it"));
		assertThat(this.queue.poll(NOW)).hasSize(1);
		for (int again = 0; again < 2; again++) {
			assertThatExceptionOfType(SourceException.class).isThrownBy(() -> this.queue.poll(NOW));
		}
	}

	@Test
	void closingWakesBoth() throws Exception {
		CompletableFuture<List<ChangeBatch>> polled = CompletableFuture.supplyAsync(() -> {
			try {
				return this.queue.poll(Duration.ofSeconds(60));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		this.queue.close();
		assertThat(polled.join()).isEmpty();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.queue.put(batch(1, false)));
	}

}
