package io.github.canalspring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalTable;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.pipeline.OnError;
import io.github.canalspring.pipeline.OnError.Reaction;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ErrorHandling}, and that each of its properties has its effect.
 */
class ErrorHandlingTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none, none, HOLD", "park, none, PARK", "none, park, PARK",
			"park, hold, HOLD", "hold, park, PARK" })
	void forHandlersTheirOwnPropertyThenTheCommonOneThenHold(String common, String own, Reaction expected) {
		OnError onError = errors(properties(common, Map.of("canal.handlers.on-error", (own != null) ? own : "none")))
			.onHandlerError();
		assertThat(onError.of(PRODUCT.id())).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "none, none, PARK", "hold, none, HOLD", "none, hold, HOLD", "hold, park, PARK" })
	void forSinksTheEntrysPropertyThenTheCommonOneThenPark(String common, String own, Reaction expected) {
		for (String kind : List.of("redis", "elasticsearch")) {
			CanalProperties properties = properties(common, Map.of("canal.sinks." + kind + "[0].table", "shop.product",
					"canal.sinks." + kind + "[0].on-error", (own != null) ? own : "none"));
			OnError onError = errors(properties).onError(SourceProperties.single(properties), sink(kind));
			assertThat(onError.of(PRODUCT.id())).as(kind).isEqualTo(expected);
			assertThat(onError.of(new TableId("shop", "other"))).as(kind)
				.isEqualTo("hold".equals(common) ? Reaction.HOLD : Reaction.PARK);
		}
	}

	@Test
	void ofSeveralEntriesForATableOneIsEnoughToHold() {
		CanalProperties properties = properties(null,
				Map.of("canal.sinks.redis[0].table", "shop.product", "canal.sinks.redis[0].on-error", "park",
						"canal.sinks.redis[1].table", "shop.*", "canal.sinks.redis[1].on-error", "hold"));
		OnError onError = errors(properties).onError(SourceProperties.single(properties), sink("redis"));
		assertThat(onError.of(PRODUCT.id())).isEqualTo(Reaction.HOLD);
	}

	@Test
	void handlersHoldUnlessToldOtherwise() {
		run(List.of(), (handlers, operations) -> {
			await().untilAsserted(() -> assertThat(status(operations).state()).isEqualTo(State.RETRYING));
			assertThat(operations.parked()).isEmpty();
		});
	}

	@Test
	void handlersParkAfterTheirAttempts() {
		run(List.of("canal.handlers.on-error=park", "canal.handlers.retry.max-attempts=2",
				"canal.handlers.retry.delay=120ms"), (handlers, operations) -> {
					await().untilAsserted(() -> assertThat(operations.parked()).hasSize(1));
					assertThat(handlers.calls).hasSize(2);
					assertThat(Duration.ofNanos(handlers.calls.get(1) - handlers.calls.get(0)))
						.isGreaterThanOrEqualTo(Duration.ofMillis(120));
					assertThat(Files.exists(this.directory.resolve("shop-handlers-parked.records"))).isTrue();
				});
	}

	@Test
	void pausesBetweenAttemptsAreBounded() {
		// Doubled each time, they would take minutes.
		run(List.of("canal.on-error=park", "canal.handlers.retry.max-attempts=14", "canal.handlers.retry.delay=20ms",
				"canal.handlers.retry.max-delay=20ms"), (handlers, operations) -> {
					await().atMost(Duration.ofSeconds(20)).until(() -> !operations.parked().isEmpty());
					assertThat(handlers.calls).hasSize(14);
				});
	}

	@Test
	void nothingIsParkedBeyondTheBound() {
		run(List.of("canal.handlers.on-error=park", "canal.parking.max-size=10B"),
				(handlers, operations) -> await().untilAsserted(() -> {
					assertThat(status(operations).state()).isEqualTo(State.RETRYING);
					assertThat(status(operations).error()).contains("0 of 10 bytes")
						.contains(this.directory.toAbsolutePath().toString());
				}));
	}

	private static PipelineStatus status(CanalOperations operations) {
		return operations.status().pipelines().get(0);
	}

	private void run(List<String> properties, Check check) {
		TestChangeSource source = new TestChangeSource();
		Handlers handlers = new Handlers();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class))
			.withBean(ChangeSource.class, () -> source)
			.withBean(Handlers.class, () -> handlers)
			.withPropertyValues("canal.server.dest=shop", "canal.checkpoint.directory=" + this.directory)
			.withPropertyValues(properties.toArray(String[]::new))
			.run((context) -> {
				CanalOperations operations = context.getBean(CanalOperations.class);
				await().until(() -> status(operations).state() == State.RUNNING);
				source.insert(PRODUCT, TestChangeSource.row(PRODUCT, 1));
				check.accept(handlers, operations);
			});
	}

	private static ErrorHandling errors(CanalProperties properties) {
		return new ErrorHandling(properties, new Destination("shop"));
	}

	private static Sink sink(String name) {
		Sink sink = mock();
		given(sink.name()).willReturn(name);
		return sink;
	}

	private static CanalProperties properties(String common, Map<String, String> others) {
		Map<String, String> properties = new HashMap<>(others);
		properties.values().removeIf("none"::equals);
		if (common != null) {
			properties.put("canal.on-error", common);
		}
		return CanalPropertiesTests.bind(properties);
	}

	/**
	 * What is to be seen in an application.
	 */
	private interface Check {

		void accept(Handlers handlers, CanalOperations operations) throws Exception;

	}

	static class Handlers {

		final List<Long> calls = new CopyOnWriteArrayList<>();

		@CanalTable("shop.product")
		void on(InsertEvent<Row> event) {
			this.calls.add(System.nanoTime());
			throw new IllegalStateException("no");
		}

	}

}
