package io.github.canalspring.sink.handler;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.canalspring.CanalTable;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.pipeline.PipelineDefinition;
import io.github.canalspring.pipeline.PipelineListener;
import io.github.canalspring.pipeline.PipelineSettings;
import io.github.canalspring.pipeline.Pipelines;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
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
 * Tests for {@link HandlerSink} in a pipeline with the file store: what a restart
 * repeats.
 */
@Timeout(60)
class HandlerPipelineTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id");

	private static final Duration LONG = Duration.ofSeconds(20);

	private final TestChangeSource source = new TestChangeSource();

	private final Handlers handlers = new Handlers();

	@TempDir
	private Path directory;

	private Pipelines pipelines = pipelines(Duration.ofSeconds(5));

	@AfterEach
	void stop() {
		this.handlers.failing = false;
		this.handlers.sleeping = false;
		this.pipelines.stop();
	}

	@Test
	void repeatsNothingThatWasDoneBeforeTheFailingBatch() throws Exception {
		start();
		this.handlers.failing = true;
		insertOneByOne(1, 2, 3, 4, 5);
		awaitState(State.RETRYING);
		assertThat(this.pipelines.status().pipelines()).extracting(PipelineStatus::error)
			.first()
			.asString()
			.contains("Handlers.on failed on INSERT shop.product")
			.contains("mail server down");
		assertThat(this.handlers.keys).containsExactly(1, 2);
		this.pipelines.stop();
		this.handlers.failing = false;
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(this.handlers.keys).containsExactly(1, 2, 3, 4, 5);
	}

	@Test
	void repeatsNothingInTheSameRunWhileACallFails() throws Exception {
		start();
		this.handlers.failing = true;
		insertTogether(1, 2, 3, 4, 5);
		awaitState(State.RETRYING);
		await().until(() -> this.handlers.failures > 3);
		this.handlers.failing = false;
		this.pipelines.awaitSynced(LONG);
		assertThat(this.handlers.keys).containsExactly(1, 2, 3, 4, 5);
	}

	@Test
	void repeatsABatchThatWasInterrupted() throws Exception {
		this.pipelines = pipelines(Duration.ofMillis(100));
		start();
		this.handlers.sleeping = true;
		insertTogether(1, 2, 3);
		await().until(() -> this.handlers.keys.size() == 2);
		this.pipelines.stop();
		this.handlers.sleeping = false;
		start();
		this.pipelines.awaitSynced(LONG);
		assertThat(this.handlers.keys).containsExactly(1, 2, 1, 2, 3);
	}

	@Test
	void letsASecondPipelinesHaveTheCheckpointOnceStopped() throws Exception {
		start();
		Pipelines second = pipelines(Duration.ofSeconds(5));
		second.start();
		await().until(() -> {
			String error = second.status().pipelines().get(0).error();
			return error != null && error.contains("is in use by another application");
		});
		this.pipelines.stop();
		second.awaitSynced(LONG);
		second.stop();
		start();
		this.pipelines.awaitSynced(LONG);
	}

	private void start() {
		this.pipelines.start();
		awaitState(State.RUNNING);
	}

	private void awaitState(State state) {
		await().until(() -> this.pipelines.status().pipelines().get(0).state() == state);
	}

	private void insertOneByOne(int... ids) {
		for (int id : ids) {
			this.source.insert(PRODUCT, TestChangeSource.row(PRODUCT, id));
		}
	}

	private void insertTogether(int... ids) {
		Row[] rows = new Row[ids.length];
		for (int index = 0; index < ids.length; index++) {
			rows[index] = TestChangeSource.row(PRODUCT, ids[index]);
		}
		this.source.insert(PRODUCT, rows);
	}

	private Pipelines pipelines(Duration stop) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("handlers", this.handlers);
		HandlerRegistry registry = new HandlerRegistry(beanFactory, JsonMapper.builder().build(),
				new DefaultConversionService());
		registry.afterSingletonsInstantiated();
		PipelineSettings settings = new PipelineSettings(Duration.ofMillis(100), Duration.ofMillis(300),
				Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(100), stop);
		return new Pipelines(() -> List.of(new PipelineDefinition("handlers", this.source,
				new HandlerSink("shop", registry, new FileCheckpointStore(this.directory)), (table) -> true, null)),
				settings, PipelineListener.NOOP, Clock.systemUTC());
	}

	static class Handlers {

		final List<Integer> keys = new CopyOnWriteArrayList<>();

		volatile boolean failing;

		volatile boolean sleeping;

		volatile int failures;

		@CanalTable("shop.product")
		void on(InsertEvent<Row> event) throws InterruptedException {
			Integer key = event.after().getInteger("id");
			if (key != null && key == 3 && this.failing) {
				this.failures++;
				throw new IllegalStateException("mail server down");
			}
			if (key != null && key == 3 && this.sleeping) {
				new CountDownLatch(1).await();
			}
			this.keys.add(key);
		}

	}

}
