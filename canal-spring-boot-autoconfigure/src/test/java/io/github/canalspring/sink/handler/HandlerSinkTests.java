package io.github.canalspring.sink.handler;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.CanalTable;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.CorruptCheckpointException;
import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.convert.support.DefaultConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link HandlerSink}.
 */
class HandlerSinkTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id", "name", "photo");

	private static final TableSchema ORDER = TestChangeSource.table("shop", "order_2026", "id");

	private static final TableSchema STOCK = TestChangeSource.table("shop", "stock", "id");

	private final TestChangeSource source = new TestChangeSource();

	private final ChangeStream stream = this.source.open("test", TestChangeSource.at(0), (table) -> true);

	private final MemoryCheckpointStore checkpoints = new MemoryCheckpointStore();

	private final Handlers handlers = new Handlers();

	private final HandlerSink sink = new HandlerSink("shop", registry(this.handlers), this.checkpoints);

	@Test
	void callsEachMethodWithWhatItTakes() throws Exception {
		this.source.insert(PRODUCT, product(1, "a"));
		this.source.update(PRODUCT, product(1, "a"), product(1, "b"));
		this.source.delete(PRODUCT, product(1, "b"));
		this.source.insert(ORDER, TestChangeSource.row(ORDER, 7));
		this.sink.apply(poll());
		assertThat(this.handlers.calls).containsExactly("created Product[id=1, name=a]",
				"changed Product[id=1, name=a] Product[id=1, name=b] [name]",
				"removed Product[id=1, name=b] shop.product" + " test:2 null test:2#0 false", "order {id=7}");
	}

	@Test
	void tellsWhichColumnsAnUpdateChanged() throws Exception {
		Row before = TestChangeSource.row(PRODUCT, 1, null, new byte[] { 1 });
		Row after = TestChangeSource.row(PRODUCT, 1, "b", new byte[] { 1 });
		this.source.update(PRODUCT, before, after);
		this.source.update(PRODUCT, after, TestChangeSource.row(PRODUCT, 2, "b", new byte[] { 2 }));
		this.source.update(PRODUCT, after, after);
		this.sink.apply(poll());
		assertThat(this.handlers.calls).extracting((call) -> call.substring(call.lastIndexOf('[')))
			.containsExactly("[name]", "[id, photo]", "[]");
	}

	@Test
	void givesAListHandlerEverythingOfAFlush() throws Exception {
		stock(1, 2);
		this.source.insert(ORDER, TestChangeSource.row(ORDER, 7));
		stock(3);
		this.sink.apply(poll());
		stock(4);
		this.sink.apply(poll());
		assertThat(this.handlers.calls).containsExactly("order {id=7}", "stock [1, 2, 3]", "stock [4]");
		assertThat(this.checkpoints.saves).containsExactly("test:3", "test:4");
	}

	@Test
	void deliversSnapshotRowsOnlyWhereTheyAreWanted() throws Exception {
		this.source.commit(true,
				(transaction) -> List.of(
						new Change(PRODUCT, Operation.INSERT, null, product(1, "a"), transaction, 0, 0),
						new Change(ORDER, Operation.INSERT, null, TestChangeSource.row(ORDER, 7), transaction, 1, 0)));
		this.sink.apply(poll());
		assertThat(this.handlers.calls).containsExactly("order {id=7}");
	}

	@Test
	void goesOnWithTheCallThatFailed() throws Exception {
		this.source.insert(PRODUCT, product(1, "a"));
		this.source.insert(PRODUCT, product(2, "a"), product(3, "bad"), product(4, "a"));
		stock(1);
		this.source.insert(PRODUCT, product(5, "a"));
		List<ChangeBatch> batches = poll();
		this.handlers.failure = new IllegalStateException("mail server down");
		for (int attempt = 0; attempt < 3; attempt++) {
			assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> this.sink.apply(batches))
				.withMessage("Handler HandlerSinkTests.Handlers.created failed on INSERT shop.product test:1#1:"
						+ " IllegalStateException: mail server down")
				.withCause(this.handlers.failure);
			assertThat(this.handlers.keys()).containsExactly(1, 2);
			assertThat(this.checkpoints.saves).containsExactly("test:1");
		}
		this.handlers.failure = null;
		this.sink.apply(batches);
		assertThat(this.handlers.calls).containsExactly("created Product[id=1, name=a]",
				"created Product[id=2, name=a]", "created Product[id=3, name=bad]", "created Product[id=4, name=a]",
				"created Product[id=5, name=a]", "stock [1]");
		assertThat(this.checkpoints.saves).containsExactly("test:1", "test:4");
	}

	@Test
	void repeatsOnlyTheListHandlerThatFailed() throws Exception {
		this.source.insert(PRODUCT, product(1, "a"));
		stock(1);
		this.source.insert(PRODUCT, product(2, "a"));
		List<ChangeBatch> batches = poll();
		this.handlers.stockFailure = new AssertionError("no");
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> this.sink.apply(batches))
			.withMessageContaining("Handlers.stock failed on 1 changes from INSERT shop.stock test:1#0");
		assertThat(this.checkpoints.saves).containsExactly("test:1");
		this.handlers.stockFailure = null;
		this.sink.apply(List.copyOf(batches));
		assertThat(this.handlers.calls).containsExactly("created Product[id=1, name=a]",
				"created Product[id=2, name=a]", "stock [1]");
		assertThat(this.checkpoints.saves).containsExactly("test:1", "test:3");
	}

	@Test
	void repeatsOnlyTheSaveThatFailed() throws Exception {
		this.source.insert(PRODUCT, product(1, "a"));
		List<ChangeBatch> batches = poll();
		this.checkpoints.failure = new IOException("No space left on device");
		assertThatIOException().isThrownBy(() -> this.sink.apply(batches));
		this.checkpoints.failure = null;
		this.sink.apply(batches);
		assertThat(this.handlers.calls).hasSize(1);
		assertThat(this.checkpoints.positions).isEqualTo(Map.of("shop-handlers", "test:1"));
	}

	@Test
	void startsOverAfterALoad() throws Exception {
		this.source.insert(PRODUCT, product(1, "a"), product(2, "bad"));
		List<ChangeBatch> batches = poll();
		this.handlers.failure = new IllegalStateException("no");
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> this.sink.apply(batches));
		this.handlers.failure = null;
		assertThat(this.sink.load()).isNull();
		this.sink.apply(batches);
		assertThat(this.handlers.keys()).containsExactly(1, 1, 2);
		assertThat(this.sink.load()).isEqualTo("test:1");
	}

	@Test
	void namesColumnAndTypesWhenARowDoesNotFit() throws Exception {
		this.source.insert(PRODUCT, TestChangeSource.row(PRODUCT, "secret", "a", null));
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> this.sink.apply(poll()))
			.withMessageContaining(
					"Column shop.product.id holds a String value that does not fit Product.id of type int")
			.withMessageNotContaining("secret");
	}

	@Test
	void keepsThePositionOfBatchesWithoutChanges() throws Exception {
		this.source.foreign();
		this.sink.apply(poll());
		assertThat(this.checkpoints.positions).containsEntry("shop-handlers", "test:1");
	}

	@Test
	void passesAnInterruptOn() {
		this.source.insert(PRODUCT, product(1, "bad"));
		this.handlers.failure = new InterruptedException();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.sink.apply(poll()));
	}

	@Test
	void describesItself() {
		assertThat(this.sink.name()).isEqualTo("handlers");
		assertThat(this.sink.defaultStart()).isEqualTo(new StartFrom.Latest());
		assertThat(this.sink.tables()).containsExactlyInAnyOrder(new TableId("shop", "product"),
				new TableId("shop", "stock"));
		assertThat(this.sink.wants(new TableId("shop", "order_1"))).isTrue();
		assertThat(this.sink.wants(new TableId("SHOP", "Product"))).isTrue();
		assertThat(this.sink.wants(new TableId("shop", "products"))).isFalse();
		assertThat(this.sink.wants(new TableId("other", "product"))).isFalse();
		this.sink.close();
		assertThat(this.checkpoints.released).containsExactly("shop-handlers");
	}

	@ParameterizedTest
	@CsvSource({ "'', canal.start-from", "stock, canal.servers.stock.start-from" })
	void saysWhatToDoAboutACorruptCheckpoint(String server, String property) {
		CheckpointStore corrupt = new CheckpointStore() {

			@Override
			public @Nullable String load(String name) throws IOException {
				throw new CorruptCheckpointException("The checkpoint file x is garbled");
			}

			@Override
			public void save(String name, String position) {
			}

		};
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(new HandlerSink("shop", server, registry(this.handlers), corrupt, HandlerCalls.once())::load)
			.withMessage("The checkpoint file x is garbled")
			.satisfies((ex) -> assertThat(ex.remedy()).endsWith("the handlers start where " + property + " says"));
	}

	private static HandlerRegistry registry(Object bean) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("handlers", bean);
		HandlerRegistry registry = new HandlerRegistry(beanFactory, JsonMapper.builder().build(),
				new DefaultConversionService());
		assertThat(registry.handles("")).isFalse();
		registry.afterSingletonsInstantiated();
		assertThat(registry.handles("")).isTrue();
		return registry;
	}

	private static Row product(int id, String name) {
		return TestChangeSource.row(PRODUCT, id, name, null);
	}

	private Position stock(Integer... ids) {
		return this.source.insert(STOCK,
				Arrays.stream(ids).map((id) -> TestChangeSource.row(STOCK, id)).toArray(Row[]::new));
	}

	private List<ChangeBatch> poll() throws InterruptedException {
		return this.stream.poll(Duration.ZERO);
	}

	record Product(int id, String name) {
	}

	static class Handlers {

		final List<String> calls = new ArrayList<>();

		@Nullable Exception failure;

		@Nullable Error stockFailure;

		List<Integer> keys() {
			return this.calls.stream().map((call) -> Integer.valueOf(call.replaceAll(".*id=(\\d+).*", "$1"))).toList();
		}

		@CanalTable("shop.product")
		void created(InsertEvent<Product> event) throws Exception {
			if (this.failure != null && event.after().name().equals("bad")) {
				throw this.failure;
			}
			this.calls.add("created " + event.after());
		}

		@CanalTable("shop.product")
		private void changed(UpdateEvent<Product> event) {
			this.calls.add("changed " + event.before() + " " + event.after() + " " + event.changedColumns());
		}

		@CanalTable("shop.product")
		String removed(EventMetadata metadata, DeleteEvent<Product> event) {
			this.calls.add("removed " + event.before() + " " + metadata.database() + "." + metadata.table() + " "
					+ metadata.position() + " " + metadata.gtid() + " " + metadata.eventId() + " "
					+ metadata.snapshot());
			return "ignored";
		}

		@CanalTable(value = "shop.order_*", snapshot = true)
		protected void order(RowEvent<Map<String, Object>> event) {
			this.calls.add("order " + new LinkedHashMap<>(event.row()));
		}

		@CanalTable("shop.stock")
		public void stock(List<RowEvent<Row>> events) {
			if (this.stockFailure != null) {
				throw this.stockFailure;
			}
			this.calls.add("stock " + events.stream().map((event) -> event.row().get("id")).toList());
		}

	}

}
