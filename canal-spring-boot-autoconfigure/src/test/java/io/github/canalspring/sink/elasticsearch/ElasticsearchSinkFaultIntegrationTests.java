package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ElasticsearchSink} when Elasticsearch dies, hangs or loses data.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ElasticsearchSinkFaultIntegrationTests {

	/** Short, for tests of a server that hangs. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final TestTable table = TestTable.of("product", TestTable.column("id", ColumnType.BIGINT),
			TestTable.column("name", ColumnType.TEXT, 100));

	private final ElasticsearchServer server = ElasticsearchServer.latest().start();

	private SinkFixture fixture = new SinkFixture(this.server.url(), TIMEOUT);

	private ElasticsearchSink sink = this.fixture.sink(this.table);

	@AfterAll
	void stop() {
		this.server.close();
	}

	@BeforeEach
	void load() {
		if (!this.server.isRunning()) {
			this.server.start();
		}
		this.fixture = new SinkFixture(this.server.url(), TIMEOUT);
		this.sink = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"));
		// The first requests to a server may take longer than that.
		await().atMost(PATIENCE).ignoreException(ElasticsearchFailure.class).until(() -> {
			this.sink.load();
			return true;
		});
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void killedInTheMiddleOfABatch() throws Exception {
		applyUntilItSucceeds(TestTable.batch(this.table.insert(1, 0, "first")));
		AtomicInteger version = new AtomicInteger(1);
		CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> {
			// However fast the server is.
			while (true) {
				apply(many(version.incrementAndGet(), "second"));
			}
		});
		await().until(() -> this.fixture.product(0).path("name").asString().equals("second"));
		this.server.kill();
		assertThat(applied).failsWithin(PATIENCE);
		List<ChangeBatch> last = many(version.get(), "second");
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> this.sink.apply(last));
		this.server.start();
		applyUntilItSucceeds(last);
		this.sink.flush();
		assertThat(this.fixture.found("product", "{\"match_all\":{}}")).isEqualTo(30_000);
		assertThat(this.fixture.found("product", "{\"match\":{\"name\":\"second\"}}")).isEqualTo(30_000);
		String position = "position " + (version.get() + 1);
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo(position));
	}

	@Test
	void pausedForAWhile() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		this.server.pause();
		assertThatExceptionOfType(ElasticsearchFailure.class)
			.isThrownBy(() -> this.sink.apply(TestTable.batch(this.table.insert(2, 1, "b"))));
		this.server.resume();
		applyUntilItSucceeds(TestTable.batch(this.table.insert(2, 1, "b")));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("b");
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 3"));
	}

	@Test
	void waitingForAHangingServerCanBeInterrupted() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		this.server.pause();
		Thread thread = new Thread(() -> assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.sink.apply(TestTable.batch(this.table.insert(2, 1, "b")))));
		thread.start();
		await().until(() -> thread.getState() == Thread.State.WAITING);
		thread.interrupt();
		thread.join(PATIENCE.toMillis());
		assertThat(thread.isAlive()).isFalse();
		this.server.resume();
	}

	@Test
	void aServerThatComesBackEmptyIsNoticedBeforeAnythingIsWritten() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 2"));
		comeBackEmpty();
		assertThatExceptionOfType(CheckpointLostException.class)
			.isThrownBy(() -> applyUntilItSucceeds(TestTable.batch(this.table.insert(2, 2, "b"))));
		assertThat(this.fixture.call("GET", "/" + this.fixture.index("product"), "").path("status").asInt())
			.isEqualTo(404);
		assertThat(this.sink.load()).isNull();
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a"), this.table.insert(2, 2, "b")));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("a");
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 3"));
	}

	@Test
	void anIndexThatIsGoneIsNoticedAndIsToBeFilled() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 2"));
		this.fixture.call("DELETE", "/" + this.fixture.index("product"), "");
		await().pollDelay(Duration.ofMillis(1100))
			.untilAsserted(() -> assertThatExceptionOfType(CheckpointLostException.class)
				.isThrownBy(() -> this.sink.apply(TestTable.batch(this.table.insert(2, 2, "b")))));
		assertThat(this.sink.load()).isEqualTo("position 2");
		assertThat(this.sink.isFilled(this.table.schema().id())).isFalse();
	}

	@Test
	void anIndexThatWasMadeAnewIsNoticedWhileChangesKeepComing() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		this.fixture.call("DELETE", "/" + this.fixture.index("product"), "");
		this.fixture.call("PUT", "/" + this.fixture.index("product") + "/_doc/2", "{}");
		await().pollInterval(Duration.ofMillis(50))
			.untilAsserted(() -> assertThatExceptionOfType(CheckpointLostException.class)
				.isThrownBy(() -> this.sink.apply(TestTable.batch(this.table.insert(2, 2, "b")))));
		assertThat(this.sink.load()).as("written until it was noticed").isIn("position 2", "position 3");
		assertThat(this.sink.isFilled(this.table.schema().id())).isFalse();
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a"), this.table.insert(2, 2, "b")));
		this.sink.close();
		assertThat(this.sink.load()).isEqualTo("position 3");
	}

	@Test
	void aPositionThatSomebodyElseWroteIsNotOverwritten() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 2"));
		String document = "/" + this.fixture.checkpoint() + "/_doc/shop-elasticsearch";
		this.fixture.call("PUT", document,
				this.fixture.call("GET", document, "").path("_source").toString().replace("position 2", "position 1"));
		await().untilAsserted(() -> assertThatExceptionOfType(CheckpointLostException.class)
			.isThrownBy(() -> this.sink.apply(TestTable.batch(this.table.insert(2, 2, "b")))));
		assertThat(this.fixture.position()).isEqualTo("position 1");
		assertThat(this.sink.load()).isEqualTo("position 1");
		this.sink.apply(TestTable.batch(this.table.insert(2, 2, "b")));
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 3"));
	}

	@Test
	void ofTwoInstancesTheLaterOneWrites() throws Exception {
		this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 2"));
		ElasticsearchSink other = this.fixture.loaded(this.table);
		assertThatExceptionOfType(SinkException.class).isThrownBy(this.sink::check)
			.withMessageContaining("Another instance");
		await().untilAsserted(() -> assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> this.sink.apply(TestTable.batch(this.table.insert(2, 2, "b"))))
			.withMessageContaining("Another instance"));
		for (int version = 3; version <= 4; version++) {
			other.apply(TestTable.batch(this.table.insert(version, 3, "c")));
			String position = "position " + (version + 1);
			await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo(position));
			// While the other one is at work, it is not taken over from.
			assertThatExceptionOfType(SinkException.class).isThrownBy(this.sink::load);
		}
		assertThat(this.sink.load()).isEqualTo("position 5");
		assertThatExceptionOfType(SinkException.class).isThrownBy(other::check);
		this.sink.apply(TestTable.batch(this.table.insert(5, 4, "d")));
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo("position 6"));
	}

	@Test
	void whileInstancesDeposeEachOtherNothingGoesBack() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		List<CompletableFuture<Void>> instances = List.of(CompletableFuture.runAsync(() -> instances(stop)),
				CompletableFuture.runAsync(() -> instances(stop)));
		try {
			long seen = 0;
			while (seen < 60) {
				long now = this.fixture.product(1).path("name").asLong(0);
				assertThat(now).isGreaterThanOrEqualTo(seen);
				seen = now;
				assertThat(instances).noneMatch(CompletableFuture::isDone);
			}
		}
		finally {
			stop.set(true);
			instances.forEach(CompletableFuture::join);
		}
	}

	/** One instance after the other, each until it is deposed. */
	private void instances(AtomicBoolean stop) {
		while (!stop.get()) {
			ElasticsearchSink instance = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"));
			try {
				String position = instance.load();
				int version = (position != null) ? Integer.parseInt(position.substring("position ".length())) : 1;
				for (int time = 0; time < 5; time++) {
					instance.apply(TestTable.batch(this.table.insert(version, 1, Integer.toString(version))));
					version++;
				}
			}
			catch (SinkException ex) {
				assertThat(ex).hasMessageContaining("Another instance");
			}
			catch (CheckpointLostException | ElasticsearchFailure ex) {
				assertThat(ex).hasMessageContaining("checkpoint");
			}
			catch (ChangesRefusedException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				instance.close();
			}
		}
	}

	@Test
	void closingWhileTheServerIsAwayDoesNotFail() {
		assertThatNoException().isThrownBy(() -> {
			this.sink.apply(TestTable.batch(this.table.insert(1, 1, "a")));
			this.server.kill();
			this.sink.close();
		});
	}

	private void comeBackEmpty() throws IOException {
		Path data = this.server.dataDirectory();
		this.server.kill();
		FileSystemUtils.deleteRecursively(data);
		this.server.start();
	}

	private List<ChangeBatch> many(int version, String name) {
		return TestTable.batch(IntStream.range(0, 30_000)
			.mapToObj((number) -> this.table.insert(version, number, name))
			.toArray(Change[]::new));
	}

	private void apply(List<ChangeBatch> batches) {
		try {
			this.sink.apply(batches);
		}
		catch (ChangesRefusedException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** As a pipeline does it. */
	private void applyUntilItSucceeds(List<ChangeBatch> batches) {
		await().atMost(PATIENCE).ignoreException(ElasticsearchFailure.class).until(() -> {
			this.sink.apply(batches);
			return true;
		});
	}

}
