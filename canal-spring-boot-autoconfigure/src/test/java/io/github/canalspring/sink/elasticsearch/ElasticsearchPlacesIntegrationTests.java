package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for where {@link ElasticsearchSink} puts documents: indices whose names have
 * columns in them, aliases, routing, definitions, ingest pipelines and conditions.
 */
@ExtendWith(SharedElasticsearch.class)
class ElasticsearchPlacesIntegrationTests {

	private static final String ALL = "{\"match_all\":{}}";

	private final TestTable orders = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
			TestTable.column("year", ColumnType.INT), TestTable.column("customer", ColumnType.TEXT, 1000));

	private final SinkFixture fixture = new SinkFixture(url());

	String url() {
		return SharedElasticsearch.latest();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void columnsInTheNameOfTheIndex() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byYear());
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2026, "b"),
				this.orders.insert(1, 3, 2026, "c"), this.orders.insert(1, 4, null, "d")));
		assertThat(document("2025", 1).path("customer").asString()).isEqualTo("a");
		assertThat(mapping("2026").path("year").path("type").asString()).isEqualTo("integer");
		sink.apply(
				TestTable.batch(this.orders.update(2, this.orders.row(2, 2026, "b"), this.orders.row(2, 2025, "moved")),
						this.orders.update(2, this.orders.row(4, null, "d"), this.orders.row(4, 2026, "d")),
						this.orders.delete(2, 3, 2026, "c"), this.orders.delete(2, 9, 1999, "x")));
		sink.flush();
		assertThat(document("2025", 2).path("customer").asString()).isEqualTo("moved");
		assertThat(this.fixture.found("order-2025", ALL)).isEqualTo(2);
		assertThat(this.fixture.found("order-2026", ALL)).isEqualTo(1);
		assertThat(status("order-1999")).as("not made by a deletion").isEqualTo(404);
	}

	@Test
	void anIndexMadeOfColumnsIsMissedAfterARestart() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byYear());
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2026, "b")));
		sink.close();
		ElasticsearchSink restarted = this.fixture.sink(this.orders, byYear());
		assertThat(restarted.load()).isEqualTo("position 2");
		assertThat(restarted.isFilled(this.orders.schema().id())).isTrue();
		restarted.close();
		this.fixture.call("DELETE", "/" + this.fixture.index("order-2025"), "");
		assertThat(restarted.load()).isEqualTo("position 2");
		assertThat(restarted.isFilled(this.orders.schema().id())).isFalse();
	}

	@Test
	void aNewColumnBecomesAFieldOfEachIndexThatIsWrittenTo() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byYear());
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2026, "b")));
		TestTable wider = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
				TestTable.column("year", ColumnType.INT), TestTable.column("total", ColumnType.INT));
		sink.apply(TestTable.batch(wider.insert(2, 3, 2026, 7), wider.insert(2, 4, 2025, 7)));
		assertThat(mapping("2025").has("total")).isTrue();
		assertThat(mapping("2026").has("total")).isTrue();
	}

	@Test
	void whatMakesNoPlaceIsRefusedAlone() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, this.fixture.mapping("shop.orders",
				this.fixture.target("order-{year}", "{customer}", null, null), IndexDefinition.DERIVED));
		TestTable texts = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
				TestTable.column("year", ColumnType.TEXT, 100), TestTable.column("customer", ColumnType.TEXT, 1000));
		List<ChangeBatch> batch = TestTable.batch(texts.insert(1, 1, "2026", "a"), texts.insert(1, 2, "a b", "c"),
				texts.insert(1, 3, "2026", ""), texts.insert(1, 4, "2026", "ü".repeat(257)),
				texts.insert(1, 5, "2026", "x".repeat(512)), texts.insert(1, 6, "2026", "b"));
		assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> sink.apply(batch)).satisfies((ex) -> {
			assertThat(ex.batches()).isEqualTo(1);
			assertThat(ex.refused()).extracting(RefusedChange::change)
				.containsExactlyElementsOf(batch.get(0).changes().subList(1, 4));
		});
		sink.flush();
		assertThat(this.fixture.found("order-2026", ALL)).isEqualTo(3);
		assertThat(this.fixture.position()).isEmpty();
	}

	@Test
	void aLaterChangeTakesThePlaceOfARefusedOne() throws Exception {
		TestTable texts = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
				TestTable.column("year", ColumnType.TEXT, 100), TestTable.column("customer", ColumnType.TEXT, 1000));
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byYear());
		sink.apply(TestTable.batch(texts.insert(1, 1, "a b", "x"), texts.insert(1, 2, "a b", "y"),
				texts.update(2, texts.row(1, "a b", "x"), texts.row(1, "2026", "x")), texts.delete(3, 2, "a b", "y")));
		assertThat(document("2026", 1).path("customer").asString()).isEqualTo("x");
	}

	@Test
	void anIndexIsMadeWithTheFirstChangeWhereTheSourceTellsNoTables() throws Exception {
		ElasticsearchSink sink = this.fixture.sink(this.fixture.mapping("shop.orders", "order-all", "{id}"));
		assertThat(sink.load()).isNull();
		assertThat(status("order-all")).isEqualTo(404);
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		assertThat(mapping("all").path("year").path("type").asString()).isEqualTo("integer");
		sink.apply(TestTable.batch(this.orders.insert(2, 2, 2025, "b")));
		sink.close();
		assertThat(sink.load()).isEqualTo("position 3");
		assertThat(sink.isFilled(this.orders.schema().id())).isTrue();
	}

	@Test
	void anIndexThatIsMadeGetsItsAlias() throws Exception {
		String alias = this.fixture.index("orders");
		ElasticsearchSink sink = this.fixture.loaded(this.orders, this.fixture.mapping("shop.orders",
				this.fixture.target("order-{year}", "{id}", null, null), IndexDefinition.DERIVED.withAlias(alias)));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2026, "b")));
		sink.flush();
		assertThat(this.fixture.found("orders", ALL)).isEqualTo(2);
	}

	@Test
	void anAliasOfAnotherIndexStaysThere() throws Exception {
		String alias = this.fixture.index("orders");
		this.fixture.call("PUT", "/" + this.fixture.index("old"), "{\"aliases\":{\"" + alias + "\":{}}}");
		this.fixture
			.loaded(this.orders,
					this.fixture.mapping("shop.orders", this.fixture.target("new", "{id}", null, null),
							IndexDefinition.DERIVED.withAlias(alias)))
			.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		assertThat(this.fixture.call("GET", "/_alias/" + alias, "").propertyNames())
			.containsExactly(this.fixture.index("old"));
	}

	@Test
	void theIndexMayBeAnAlias() throws Exception {
		this.fixture.call("PUT", "/" + this.fixture.index("order-1"),
				"{\"aliases\":{\"" + this.fixture.index("order") + "\":{}}}");
		ElasticsearchMapping mapping = this.fixture.mapping("shop.orders", "order", "{id}");
		ElasticsearchSink sink = this.fixture.loaded(this.orders, mapping);
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		sink.flush();
		assertThat(this.fixture.found("order-1", ALL)).isEqualTo(1);
		sink.close();
		assertThat(sink.load()).isEqualTo("position 2");
		assertThat(sink.isFilled(this.orders.schema().id())).isTrue();
	}

	@Test
	void anAliasOfSeveralIndicesIsRefused() throws Exception {
		for (String name : List.of("order-1", "order-2")) {
			this.fixture.call("PUT", "/" + this.fixture.index(name), "{\"aliases\":{\"" + this.fixture.index("order")
					+ "\":{\"is_write_index\":" + name.endsWith("1") + "}}}");
		}
		ElasticsearchSink sink = this.fixture.loaded(this.orders, this.fixture.mapping("shop.orders", "order", "{id}"));
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"))))
			.withMessageContaining("stands for 2 indices");
	}

	@Test
	void aChangeOfTheRoutingMovesTheDocument() throws Exception {
		IndexDefinition manyShards = IndexDefinition
			.parse("{\"settings\":{\"number_of_shards\":7}}".getBytes(StandardCharsets.UTF_8));
		ElasticsearchSink sink = this.fixture.loaded(this.orders, this.fixture.mapping("shop.orders",
				this.fixture.target("order", "{id}", "{customer}", null), manyShards));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2025, "b"),
				this.orders.insert(1, 3, 2025, null)));
		assertThat(routed(1, "a").path("found").asBoolean()).isTrue();
		// More values than shards, so that it moves both within a shard and between two.
		String last = "a";
		for (int version = 2; version < 20; version++) {
			String next = "customer-" + version;
			sink.apply(TestTable.batch(
					this.orders.update(version, this.orders.row(1, 2025, last), this.orders.row(1, 2025, next)),
					this.orders.update(version, this.orders.row(1, 2025, next), this.orders.row(1, version, next))));
			assertThat(routed(1, next).path("_source").path("year").asInt()).isEqualTo(version);
			last = next;
		}
		sink.flush();
		assertThat(this.fixture.found("order", ALL)).isEqualTo(3);
		sink.apply(TestTable.batch(this.orders.delete(20, 1, 19, last), this.orders.delete(20, 3, 2025, null)));
		sink.flush();
		assertThat(this.fixture.found("order", ALL)).isEqualTo(1);
	}

	@Test
	void aDefinitionMakesTheIndex() throws Exception {
		IndexDefinition definition = IndexDefinition.parse("""
				{"settings": {"number_of_shards": 3},
				 "mappings": {"dynamic": false, "properties": {"customer": {"type": "keyword"}}}}"""
			.getBytes(StandardCharsets.UTF_8));
		ElasticsearchSink sink = this.fixture.loaded(this.orders,
				this.fixture.mapping("shop.orders", this.fixture.target("order", "{id}", null, null), definition));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a b")));
		sink.flush();
		assertThat(this.fixture.found("order", "{\"term\":{\"customer\":\"a b\"}}")).isEqualTo(1);
		JsonNode index = this.fixture.call("GET", "/" + this.fixture.index("order"), "")
			.path(this.fixture.index("order"));
		assertThat(index.path("settings").path("index").path("number_of_shards").asString()).isEqualTo("3");
		assertThat(index.path("mappings").path("properties").propertyNames()).containsExactly("customer");
	}

	@Test
	void aDefinitionThatElasticsearchRefusesIsNamed() {
		IndexDefinition definition = IndexDefinition
			.parse("{\"settings\":{\"number_of_chards\":3}}".getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> this.fixture.loaded(this.orders,
					this.fixture.mapping("shop.orders", this.fixture.target("order", "{id}", null, null), definition)))
			.withMessageContaining("number_of_chards")
			.satisfies((ex) -> assertThat(ex.remedy()).contains(" sinks.elasticsearch"));
	}

	@Test
	void documentsPassTheIngestPipeline() throws Exception {
		String pipeline = this.fixture.index("clean");
		ElasticsearchMapping mapping = this.fixture.mapping("shop.orders",
				this.fixture.target("order", "{id}", null, pipeline), IndexDefinition.DERIVED);
		ElasticsearchSink sink = this.fixture.sink(this.orders, mapping);
		assertThatExceptionOfType(SinkException.class).isThrownBy(sink::load)
			.withMessageContaining("no ingest pipeline " + pipeline);
		this.fixture.call("PUT", "/_ingest/pipeline/" + pipeline, "{\"processors\":[]}");
		sink.load();
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.delete(1, 3, 2025, "c")));
		sink.flush();
		assertThat(this.fixture.found("order", ALL)).isEqualTo(1);
		// The embedded server has no processors, and counts no pipeline without any; so
		// what tells that documents do go there is that it is missed.
		this.fixture.call("DELETE", "/_ingest/pipeline/" + pipeline, "");
		assertThatExceptionOfType(ElasticsearchFailure.class)
			.isThrownBy(() -> sink.apply(TestTable.batch(this.orders.insert(2, 1, 2025, "a"))))
			.withMessageContaining("does not exist");
	}

	@Test
	void aRowThatCeasesToMeetItsConditionHasNoDocument() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders,
				new ElasticsearchMapping(TablePattern.parse("shop.orders"),
						this.fixture.target("order", "{id}", null, null), IndexDefinition.DERIVED,
						new FieldSelection(List.of(), List.of("year"), Naming.COLUMN, Map.of("customer", "buyer")),
						RowCondition.parse("year >= 2000")));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 1999, "b"),
				this.orders.insert(1, 3, null, "c")));
		sink.flush();
		assertThat(this.fixture.found("order", "{\"term\":{\"buyer.keyword\":\"a\"}}")).isEqualTo(1);
		assertThat(this.fixture.found("order", ALL)).isEqualTo(1);
		sink.apply(TestTable.batch(this.orders.update(2, this.orders.row(1, 2025, "a"), this.orders.row(1, 1998, "a")),
				this.orders.update(2, this.orders.row(2, 1999, "b"), this.orders.row(2, 2001, "b"))));
		sink.flush();
		assertThat(this.fixture.found("order", "{\"term\":{\"buyer.keyword\":\"b\"}}")).isEqualTo(1);
		assertThat(this.fixture.found("order", ALL)).isEqualTo(1);
	}

	@Test
	void requestsKeepToTheirLimits() throws Exception {
		BulkLimits two = new BulkLimits(2, 1024 * 1024, 3);
		ElasticsearchSink sink = this.fixture.sink(two, this.orders,
				this.fixture.mapping("shop.orders", "order", "{id}"));
		sink.load();
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2025, "b"),
				this.orders.insert(1, 3, 2025, "c"), this.orders.insert(1, 4, 2025, "d"),
				this.orders.insert(1, 5, 2025, "e")));
		assertThat(requests()).isEqualTo(3);
		BulkLimits small = new BulkLimits(1000, 1000, 3);
		ElasticsearchSink bySize = this.fixture.sink(small, this.orders,
				this.fixture.mapping("shop.orders", "order", "{id}"));
		await().until(() -> this.fixture.position().equals("position 2"));
		bySize.load();
		bySize
			.apply(TestTable.batch(this.orders.insert(2, 1, 2025, "a"), this.orders.insert(2, 2, 2025, "x".repeat(900)),
					this.orders.insert(2, 3, 2025, "c"), this.orders.insert(2, 4, 2025, "d")));
		assertThat(requests()).isEqualTo(3 + 3);
	}

	/** The index has one shard. */
	private int requests() throws InterruptedException {
		return this.fixture.call("GET", "/" + this.fixture.index("order") + "/_stats/bulk", "")
			.path("_all")
			.path("primaries")
			.path("bulk")
			.path("total_operations")
			.asInt();
	}

	private ElasticsearchMapping byYear() {
		return this.fixture.mapping("shop.orders", "order-{year}", "{id}");
	}

	private JsonNode document(String year, int id) throws InterruptedException {
		return this.fixture.call("GET", "/" + this.fixture.index("order-" + year) + "/_doc/" + id, "").path("_source");
	}

	private JsonNode routed(int id, String routing) throws InterruptedException {
		return this.fixture.call("GET", "/" + this.fixture.index("order") + "/_doc/" + id + "?routing=" + routing, "");
	}

	private JsonNode mapping(String year) throws InterruptedException {
		String index = this.fixture.index("order-" + year);
		return this.fixture.call("GET", "/" + index, "").path(index).path("mappings").path("properties");
	}

	private int status(String index) throws InterruptedException {
		return this.fixture.api().call("GET", "/" + this.fixture.index(index), "").status();
	}

}
