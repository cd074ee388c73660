package io.github.canalspring.sink.handler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import io.github.canalspring.CanalTable;
import io.github.canalspring.ParkedKey;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.parking.ParkingPlace;
import io.github.canalspring.pipeline.OnError;
import io.github.canalspring.pipeline.PipelineDefinition;
import io.github.canalspring.pipeline.PipelineListener;
import io.github.canalspring.pipeline.PipelineSettings;
import io.github.canalspring.pipeline.Pipelines;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.convert.support.DefaultConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link HandlerSink} in a pipeline that parks, with real files.
 */
@Timeout(60)
class HandlerParkingTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id", "name");

	private static final TableSchema STOCK = TestChangeSource.table("shop", "stock", "id", "name");

	private static final Duration LONG = Duration.ofSeconds(20);

	private final TestChangeSource source = new TestChangeSource();

	private final Handlers handlers = new Handlers();

	@TempDir
	private Path directory;

	private long limit = 1_000_000;

	private int attempts = 3;

	private boolean parking = true;

	private @Nullable Pipelines pipelines;

	@AfterEach
	void stop() {
		this.handlers.gate = null;
		if (this.pipelines != null) {
			this.pipelines.stop();
		}
	}

	@Test
	void aCallIsTriedSeveralTimesBeforeItsEventIsParked() throws Exception {
		start();
		this.handlers.poison.add("bad");
		insert(PRODUCT, "1 good", "2 bad", "2 after", "3 good");
		insert(PRODUCT, "2 later");
		awaitPosition(2);
		assertThat(this.handlers.seen).containsExactly("1 good", "3 good");
		assertThat(this.handlers.failures).containsExactly("2 bad", "2 bad", "2 bad");
		assertThat(parked()).singleElement().satisfies((key) -> {
			assertThat(key.key()).isEqualTo("shop.product[2]");
			assertThat(key.changes()).isEqualTo(3);
			assertThat(key.reason()).isEqualTo("Handler HandlerParkingTests.Handlers.product failed on INSERT "
					+ "shop.product test:0#1: IllegalStateException: no mail");
		});
		replay();
		assertThat(this.handlers.seen).containsExactly("1 good", "3 good", "2 bad", "2 after", "2 later");
	}

	@Test
	void anEventIsTheSameWhenItIsReplayed() throws Exception {
		start();
		this.handlers.poison.add("bad");
		this.source.update(PRODUCT, TestChangeSource.row(PRODUCT, 1, null), TestChangeSource.row(PRODUCT, 1, "bad"));
		awaitPosition(1);
		assertThat(parked()).isNotEmpty();
		replay();
		assertThat(this.handlers.events).hasSizeGreaterThan(1);
		UpdateEvent<Row> first = (UpdateEvent<Row>) this.handlers.events.get(0);
		UpdateEvent<Row> last = (UpdateEvent<Row>) this.handlers.events.get(this.handlers.events.size() - 1);
		assertThat(last.before()).isEqualTo(first.before());
		assertThat(last.after()).isEqualTo(first.after());
		assertThat(last.changedColumns()).isEqualTo(first.changedColumns());
		assertThat(last.metadata()).isNotSameAs(first.metadata());
		assertThat(describe(last.metadata())).isEqualTo(describe(first.metadata()));
	}

	private static List<@Nullable Object> describe(EventMetadata metadata) {
		return Arrays.asList(metadata.eventId(), metadata.position(), metadata.gtid(), metadata.committedAt(),
				metadata.snapshot(), metadata.database(), metadata.table());
	}

	@Test
	void ofAListOnlyTheEventsAtFaultAreParked() throws Exception {
		start();
		this.handlers.gate = new CountDownLatch(1);
		insert(PRODUCT, "0 first");
		this.handlers.poison.addAll(Set.of("bad", "worse"));
		insert(STOCK, "1 a", "2 bad", "3 c", "2 d", "4 e", "5 worse", "6 g", "5 h", "7 i");
		Objects.requireNonNull(this.handlers.gate).countDown();
		awaitPosition(2);
		assertThat(this.handlers.stock).containsExactly("1 a", "3 c", "4 e", "6 g", "7 i");
		assertThat(parked()).extracting(ParkedKey::key).containsExactly("shop.stock[2]", "shop.stock[5]");
		assertThat(parked()).extracting(ParkedKey::changes).containsExactly(2, 2);
		replay();
		assertThat(this.handlers.stock).containsExactly("1 a", "3 c", "4 e", "6 g", "7 i", "2 bad", "2 d", "5 worse",
				"5 h");
	}

	@Test
	void aFullPlaceHoldsAndOnlyWhatWasRefusedIsTriedAgain() throws Exception {
		this.limit = 10;
		start();
		this.handlers.poison.add("bad");
		insert(PRODUCT, "1 good", "2 bad", "3 good", "2 after");
		insert(STOCK, "1 good", "2 bad", "3 good");
		insert(PRODUCT, "4 good");
		await().untilAsserted(() -> {
			assertThat(status().state()).isEqualTo(State.RETRYING);
			assertThat(status().error()).contains("The parking place is full");
		});
		await().until(() -> this.handlers.failures.size() > 20);
		this.handlers.poison.clear();
		operations().awaitSynced(LONG);
		assertThat(this.handlers.seen).containsOnlyOnce("1 good", "2 bad", "3 good", "2 after", "4 good")
			.containsSubsequence("2 bad", "2 after");
		assertThat(this.handlers.stock).containsOnlyOnce("1 good", "2 bad", "3 good");
	}

	@Test
	void withoutParkingEverythingWaitsForTheCallThatFails() throws Exception {
		this.parking = false;
		start();
		this.handlers.poison.add("bad");
		insert(PRODUCT, "1 good", "2 bad", "3 good");
		await().untilAsserted(() -> assertThat(status().state()).isEqualTo(State.RETRYING));
		await().until(() -> this.handlers.failures.size() > 8);
		assertThat(this.handlers.seen).containsExactly("1 good");
		this.handlers.poison.clear();
		operations().awaitSynced(LONG);
		assertThat(this.handlers.seen).containsExactly("1 good", "2 bad", "3 good");
	}

	@Test
	void stoppingDoesNotWaitForTheNextAttempt() {
		this.attempts = 1000;
		start();
		this.handlers.poison.add("bad");
		insert(PRODUCT, "1 bad");
		await().until(() -> !this.handlers.failures.isEmpty());
		operations().stop();
		assertThat(status().state()).isEqualTo(State.STOPPED);
		assertThat(parked()).isEmpty();
	}

	@Test
	void nothingIsReadWhileAHandlerIsSlow() throws Exception {
		start();
		Semaphore permits = new Semaphore(0);
		this.handlers.permits = permits;
		insert(PRODUCT, "0 first");
		await().until(permits::hasQueuedThreads);
		for (int id = 1; id <= 50; id++) {
			insert(PRODUCT, id + " more");
		}
		int delivered = this.source.streams().get(0).delivered();
		permits.release(1);
		await().until(() -> this.handlers.seen.size() == 1);
		await().until(permits::hasQueuedThreads);
		assertThat(delivered).isOne();
		permits.release(1000);
		operations().awaitSynced(LONG);
		assertThat(this.handlers.seen).hasSize(51);
	}

	private void insert(TableSchema table, String... rows) {
		Row[] values = new Row[rows.length];
		for (int index = 0; index < rows.length; index++) {
			String[] parts = rows[index].split(" ");
			values[index] = TestChangeSource.row(table, Integer.valueOf(parts[0]), parts[1]);
		}
		this.source.insert(table, values);
	}

	private void replay() throws InterruptedException {
		this.handlers.poison.clear();
		operations().replayParked("handlers");
		operations().awaitSynced(LONG);
		assertThat(parked()).isEmpty();
	}

	private void start() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("handlers", this.handlers);
		HandlerRegistry registry = new HandlerRegistry(beanFactory, JsonMapper.builder().build(),
				new DefaultConversionService());
		registry.afterSingletonsInstantiated();
		HandlerCalls calls = new HandlerCalls(this.parking, this.attempts, Duration.ofMillis(1), Duration.ofMillis(9));
		PipelineSettings settings = new PipelineSettings(Duration.ofMillis(100), Duration.ofMillis(300),
				Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500));
		PipelineDefinition definition = new PipelineDefinition("handlers", this.source,
				new HandlerSink("shop", "", registry, new FileCheckpointStore(this.directory), calls), (table) -> true,
				null, this.parking ? OnError.PARK : OnError.HOLD,
				new ParkingPlace(this.directory, "shop-handlers", this.limit, Clock.systemUTC()));
		this.pipelines = new Pipelines(() -> List.of(definition), settings, PipelineListener.NOOP, Clock.systemUTC());
		this.pipelines.start();
		await().until(() -> status().state() == State.RUNNING);
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

	static class Handlers {

		final Set<String> poison = ConcurrentHashMap.newKeySet();

		final List<String> seen = new CopyOnWriteArrayList<>();

		final List<String> stock = new CopyOnWriteArrayList<>();

		final List<String> failures = new CopyOnWriteArrayList<>();

		final List<RowEvent<Row>> events = new CopyOnWriteArrayList<>();

		volatile @Nullable CountDownLatch gate;

		volatile @Nullable Semaphore permits;

		@CanalTable("shop.product")
		void product(RowEvent<Row> event) throws Exception {
			CountDownLatch closed = this.gate;
			if (closed != null) {
				closed.await();
			}
			Semaphore slow = this.permits;
			if (slow != null) {
				slow.acquire();
			}
			this.events.add(event);
			check(event);
			this.seen.add(text(event));
		}

		@CanalTable("shop.stock")
		void stock(List<InsertEvent<Row>> events) throws IOException {
			for (RowEvent<Row> event : events) {
				check(event);
			}
			events.forEach((event) -> this.stock.add(text(event)));
		}

		private void check(RowEvent<Row> event) {
			if (this.poison.contains(String.valueOf(event.row().getString("name")))) {
				this.failures.add(text(event));
				throw new IllegalStateException("no mail");
			}
		}

		private static String text(RowEvent<Row> event) {
			return event.row().get("id") + " " + event.row().get("name");
		}

	}

}
