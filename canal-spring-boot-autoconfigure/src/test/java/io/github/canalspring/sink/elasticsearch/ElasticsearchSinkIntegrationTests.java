package io.github.canalspring.sink.elasticsearch;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ElasticsearchSink} against the newest Elasticsearch that runs here.
 */
@ExtendWith(SharedElasticsearch.class)
class ElasticsearchSinkIntegrationTests {

	private final TestTable table = TestTable.of("product", TestTable.column("id", ColumnType.BIGINT),
			TestTable.column("name", ColumnType.TEXT, 100), TestTable.decimal("price", 10, 2));

	private final SinkFixture fixture = new SinkFixture(url());

	String url() {
		return SharedElasticsearch.latest();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void tellsWhatItWants() {
		ElasticsearchSink sink = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"),
				this.fixture.mapping("shop.product", "by-name", "{name}"),
				this.fixture.mapping("shop.order_*", "order", "{id}"));
		assertThat(sink.name()).isEqualTo("elasticsearch");
		assertThat(sink.defaultStart()).isEqualTo(new StartFrom.Snapshot());
		assertThat(sink.tables()).containsExactly(new TableId("shop", "product"));
		assertThat(sink.wants(new TableId("shop", "order_1"))).isTrue();
		assertThat(sink.wants(new TableId("shop", "stock"))).isFalse();
	}

	@Test
	void writesInsertsUpdatesAndDeletes() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", new BigDecimal("9.90")),
				this.table.insert(1, 2, "b", new BigDecimal("1.00")), this.table.insert(1, 3, "c", null)));
		assertThat(this.fixture.source(1)).isEqualTo("{\"id\":1,\"name\":\"a\",\"price\":9.90}");
		sink.apply(TestTable.batch(this.table.update(2, this.table.row(1, "a", null), this.table.row(1, "A", null)),
				this.table.delete(3, 2, "b", new BigDecimal("1.00"))));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("A");
		assertThat(this.fixture.product(2).isMissingNode()).isTrue();
		assertThat(this.fixture.product(3).path("price").isNull()).isTrue();
	}

	@Test
	void theLastOfManyChangesOfADocumentWins() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null), this.table.delete(2, 1, "a", null),
				this.table.insert(3, 1, "b", null), this.table.insert(3, 2, "x", null),
				this.table.update(3, this.table.row(1, "b", null), this.table.row(1, "c", null)),
				this.table.delete(4, 2, "x", null)));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("c");
		assertThat(this.fixture.product(2).isMissingNode()).isTrue();
	}

	/**
	 * Batches are sent while others are still to be looked at, and requests overtake each
	 * other: versions do not tell apart what is of one transaction.
	 */
	@Test
	void theLastOfManyChangesOfADocumentWinsAcrossRequests() throws Exception {
		this.fixture.call("PUT", "/" + this.fixture.index("product"),
				"{\"mappings\":{\"properties\":{\"name\":{\"type\":\"long\"}}}}");
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		int rows = 2500;
		// The names of some do not fit, at first or at last.
		List<ChangeBatch> batches = Stream
			.of(changes(rows, (id) -> this.table.insert(1, id, (id % 100 == 0) ? "no number" : "1", null)),
					changes(rows,
							(id) -> this.table.update(1, this.table.row(id, "1", null),
									this.table.row(id, (id % 1000 == 1) ? "no number" : "2", null))),
					changes(rows,
							(id) -> (id % 3 == 0)
									? this.table.update(1, this.table.row(id, "2", null),
											this.table.row(id + rows, "3", null))
									: this.table.insert(1, id + 2 * rows, "4", null)))
			.flatMap(List::stream)
			.toList();
		assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> sink.apply(batches))
			.satisfies((ex) -> assertThat(ex.refused()).extracting((refused) -> refused.change().after().get("id"))
				.containsExactly(1, 1001));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"term\":{\"name\":1}}")).as("not replaced").isEqualTo(2);
		assertThat(this.fixture.found("product", "{\"term\":{\"name\":2}}"))
			.isEqualTo(IntStream.range(0, rows).filter((id) -> id % 3 != 0 && id % 1000 != 1).count());
		assertThat(this.fixture.found("product", "{\"term\":{\"name\":3}}"))
			.isEqualTo(IntStream.range(0, rows).filter((id) -> id % 3 == 0).count());
		assertThat(this.fixture.product(3).isMissingNode()).isTrue();
	}

	private static List<ChangeBatch> changes(int rows, IntFunction<Change> change) {
		return TestTable.batch(IntStream.range(0, rows).mapToObj(change).toArray(Change[]::new));
	}

	@Test
	void aChangedIdRemovesTheOldDocument() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null), this.table.insert(1, 5, "e", null)));
		sink.apply(TestTable.batch(this.table.update(2, this.table.row(5, "e", null), this.table.row(6, "e", null)),
				this.table.update(2, this.table.row(1, "a", null), this.table.row(5, "a", null))));
		assertThat(this.fixture.product(1).isMissingNode()).isTrue();
		assertThat(this.fixture.product(5).path("name").asString()).isEqualTo("a");
		assertThat(this.fixture.product(6).path("name").asString()).isEqualTo("e");
	}

	@Test
	void aRowWithNullInItsIdHasNoDocument() throws Exception {
		ElasticsearchSink sink = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "n-{name}"));
		sink.load();
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null), this.table.insert(1, 2, null, null)));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"match_all\":{}}")).isEqualTo(1);
		sink.apply(TestTable.batch(this.table.update(2, this.table.row(1, "a", null), this.table.row(1, null, null)),
				this.table.delete(3, 2, null, null)));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"match_all\":{}}")).isZero();
	}

	@Test
	void anOlderWriteIsRefusedAndCountsAsDone() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(this.table.insert(1L << 60, 1, "new", null), this.table.delete(9, 2, "x", null)));
		sink.apply(TestTable.batch(this.table.insert(7, 1, "old", null), this.table.insert(7, 2, "old", null),
				this.table.insert(7, 3, "other", null)));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("new");
		assertThat(this.fixture.product(2).isMissingNode()).isTrue();
		assertThat(this.fixture.product(3).path("name").asString()).isEqualTo("other");
		sink.apply(TestTable.batch(this.table.insert(1L << 60, 1, "same version", null)));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("same version");
	}

	@Test
	void selectsAndNamesFields() throws Exception {
		TestTable wide = TestTable.of("product", TestTable.column("id", ColumnType.INT),
				TestTable.column("category_id", ColumnType.INT), TestTable.column("cost_price", ColumnType.INT));
		ElasticsearchSink sink = this.fixture.sink(wide,
				new ElasticsearchMapping(TablePattern.parse("shop.product"),
						this.fixture.target("product", "{id}", null, null), IndexDefinition.DERIVED,
						new FieldSelection(List.of(), List.of("cost_price"), Naming.CAMEL_CASE), RowCondition.ALWAYS));
		sink.load();
		sink.apply(TestTable.batch(wide.insert(1, 1, 2, 3)));
		assertThat(this.fixture.product(1)).hasToString("{\"id\":1,\"categoryId\":2}");
		assertThat(properties("product").propertyNames()).containsExactlyInAnyOrder("id", "categoryId");
	}

	@Test
	void severalMappingsOfATableAndAPatternOfTables() throws Exception {
		ElasticsearchSink sink = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"),
				this.fixture.mapping("shop.*", "any", "{id}"));
		sink.load();
		assertThat(this.fixture.call("GET", "/" + this.fixture.index("any"), "").path("status").asInt()).isEqualTo(404);
		TestTable other = TestTable.of("stock", TestTable.column("id", ColumnType.INT),
				TestTable.column("amount", ColumnType.INT));
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null), other.insert(1, 2, 10)));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"match_all\":{}}")).isEqualTo(1);
		assertThat(this.fixture.found("any", "{\"match_all\":{}}")).isEqualTo(2);
		assertThat(this.fixture.found("any", "{\"term\":{\"amount\":10}}")).isEqualTo(1);
		assertThat(properties("any").propertyNames()).containsExactlyInAnyOrder("id", "name", "price", "amount");
	}

	@Test
	void everyTypeIsIndexedAndFound() throws Exception {
		TestTable all = TestTable.of("product", TestTable.column("id", ColumnType.INT),
				TestTable.unsigned("big", ColumnType.BIGINT), TestTable.decimal("price", 10, 2),
				TestTable.decimal("whole", 18, 0), TestTable.decimal("huge", 65, 30),
				TestTable.column("ratio", ColumnType.DOUBLE), TestTable.column("weight", ColumnType.FLOAT),
				TestTable.column("tiny", ColumnType.TINYINT), TestTable.unsigned("positive", ColumnType.INT),
				TestTable.column("flag", ColumnType.BIT, 1), TestTable.column("mask", ColumnType.BIT, 12),
				TestTable.column("day", ColumnType.DATE), TestTable.column("born", ColumnType.DATETIME, 6),
				TestTable.column("changed", ColumnType.TIMESTAMP, 6), TestTable.column("seen", ColumnType.TIMESTAMP),
				TestTable.column("span", ColumnType.TIME), TestTable.column("name", ColumnType.TEXT, 100),
				TestTable.column("story", ColumnType.TEXT, 65535), TestTable.column("state", ColumnType.ENUM),
				TestTable.column("tags", ColumnType.SET), TestTable.column("attributes", ColumnType.JSON),
				TestTable.column("data", ColumnType.BINARY, 10), TestTable.column("place", ColumnType.GEOMETRY),
				TestTable.column("year", ColumnType.YEAR));
		ElasticsearchSink sink = this.fixture.loaded(all);
		sink.apply(TestTable.batch(
				all.insert(1, 1, new BigInteger("18446744073709551615"), new BigDecimal("19.99"),
						new BigDecimal("999999999999999999"),
						new BigDecimal("12345678901234567890.123456789012345678901234567890"), 0.5, 0.25f, -128,
						4294967295L, true, new byte[] { 1, 2 }, LocalDate.of(2026, 2, 3),
						LocalDateTime.of(1815, 12, 10, 1, 2, 3, 456000), Instant.parse("2026-01-31T12:00:00.123456Z"),
						Instant.parse("2026-01-31T12:00:00Z"), Duration.ofHours(-300), "Red lamp", "A story", "open",
						"a,b", JsonMapper.shared().readTree("{\"a\":[1,{\"b\":\"c\"}]}"), new byte[] { 3 },
						HexFormat.of().parseHex("E6100000010100000000000000000024400000000000003440"), 2026),
				all.insert(1, 2, BigInteger.ONE, null, null, null, null, null, null, null, null, null, "0000-00-00",
						"0000-00-00 00:00:00.000000", "0000-00-00 00:00:00", null, null, null, null, "", "",
						JsonMapper.shared().readTree("[1,\"x\"]"), null,
						// A line, which is no point.
						HexFormat.of()
							.parseHex("00000000010200000002000000000000000000F03F000000000000F03F"
									+ "00000000000000400000000000000040"),
						0),
				all.insert(1, 3, null, null, null, null, null, null, null, null, null, null, null,
						LocalDateTime.of(9999, 12, 31, 23, 59, 59), null, null, null, "y".repeat(100), null, null, null,
						JsonMapper.shared().readTree("7"), null,
						// A point that is not on Earth: (1000, 2000). Elasticsearch wraps
						// it.
						HexFormat.of().parseHex("0000000001010000000000000000408F400000000000409F40"), null)));
		sink.flush();
		assertThat(this.fixture.source(1)).contains("\"big\":18446744073709551615,\"price\":19.99,",
				"\"huge\":12345678901234567890.123456789012345678901234567890,", "\"mask\":\"AQI=\"",
				"\"data\":\"Aw==\"", "\"place\":{\"type\":\"Point\",\"coordinates\":[10.0,20.0]}",
				"\"attributes\":{\"a\":[1,{\"b\":\"c\"}]}");
		assertThat(this.fixture.product(2).path("day").asString()).isEqualTo("0000-00-00");
		for (String query : List.of("{\"term\":{\"price\":19.99}}", "{\"term\":{\"whole\":999999999999999999}}",
				"{\"term\":{\"huge.keyword\":\"12345678901234567890.123456789012345678901234567890\"}}",
				"{\"term\":{\"big.keyword\":\"18446744073709551615\"}}", "{\"term\":{\"ratio\":0.5}}",
				"{\"term\":{\"weight\":0.25}}", "{\"term\":{\"tiny\":-128}}", "{\"term\":{\"positive\":4294967295}}",
				"{\"term\":{\"flag\":true}}", "{\"range\":{\"day\":{\"gte\":\"2026-02-03\",\"lt\":\"2026-02-04\"}}}",
				"{\"range\":{\"born\":{\"lt\":\"1900-01-01\"}}}", "{\"range\":{\"born\":{\"gt\":\"9999-01-01\"}}}",
				"{\"term\":{\"changed\":\"2026-01-31T12:00:00.123456Z\"}}",
				// The same moment in another zone.
				"{\"range\":{\"seen\":{\"gte\":\"2026-01-31T13:00:00+01:00\",\"lte\":\"2026-01-31T13:00:00+01:00\"}}}",
				"{\"term\":{\"span\":\"-300:00:00\"}}", "{\"match\":{\"name\":\"lamp\"}}",
				"{\"term\":{\"name.keyword\":\"Red lamp\"}}", "{\"match\":{\"story\":\"story\"}}",
				"{\"term\":{\"state\":\"open\"}}", "{\"term\":{\"tags\":\"a,b\"}}", "{\"term\":{\"year\":2026}}",
				"{\"geo_distance\":{\"distance\":\"1m\",\"place\":{\"lon\":10,\"lat\":20}}}",
				"{\"bool\":{\"must_not\":{\"exists\":{\"field\":\"place\"}}}}")) {
			assertThat(this.fixture.found("product", query)).as(query).isEqualTo(1);
		}
	}

	@Test
	void aNewColumnBecomesAField() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null)));
		TestTable changed = TestTable.of("product", TestTable.column("id", ColumnType.BIGINT),
				TestTable.column("name", ColumnType.TEXT, 100), TestTable.decimal("price", 10, 2),
				TestTable.column("stock", ColumnType.INT));
		sink.apply(TestTable.batch(changed.insert(2, 2, "b", null, 5)));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"term\":{\"stock\":5}}")).isEqualTo(1);
		assertThat(properties("product").path("stock").path("type").asString()).isEqualTo("integer");
	}

	@Test
	void anExistingIndexIsUsedAsItIs() throws Exception {
		this.fixture.call("PUT", "/" + this.fixture.index("product"),
				"{\"mappings\":{\"dynamic\":false,\"properties\":{\"name\":{\"type\":\"keyword\"}}}}");
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null)));
		assertThat(properties("product").propertyNames()).containsExactly("name");
		assertThat(this.fixture.product(1).path("id").asInt()).isEqualTo(1);
	}

	@Test
	void aDocumentThatDoesNotFitIsRefusedAlone() throws Exception {
		this.fixture.call("PUT", "/" + this.fixture.index("product"),
				"{\"mappings\":{\"properties\":{\"name\":{\"type\":\"long\"}}}}");
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		List<ChangeBatch> batch = TestTable.batch(this.table.insert(1, 1, "7", null),
				this.table.insert(1, 2, "secret", null), this.table.insert(1, 3, "8", null));
		assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> sink.apply(batch))
			.withMessageContaining("document '2' of index " + this.fixture.index("product"))
			.withMessageContaining("document_parsing_exception")
			.withMessageContaining("[name]")
			.withMessageNotContaining("secret")
			.satisfies((ex) -> assertThat(ex.refused()).extracting(RefusedChange::change)
				.containsExactly(batch.get(0).changes().get(1)));
		assertThat(this.fixture.product(3).path("name").asString()).isEqualTo("8");
		assertThat(this.fixture.position()).isEmpty();
		this.fixture.call("DELETE", "/" + this.fixture.index("product"), "");
		this.fixture.call("PUT", "/" + this.fixture.index("product"), "");
		assertThatExceptionOfType(CheckpointLostException.class).isThrownBy(() -> sink.apply(batch));
		sink.load();
		sink.apply(batch);
		assertThat(this.fixture.product(2).path("name").asString()).isEqualTo("secret");
		assertPosition("position 2");
	}

	@Test
	void aReadOnlyIndexHoldsUntilItIsWritable() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		String settings = "/" + this.fixture.index("product") + "/_settings";
		this.fixture.call("PUT", settings, "{\"index.blocks.write\":true}");
		assertThatExceptionOfType(ElasticsearchFailure.class)
			.isThrownBy(() -> sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null))))
			.withMessageContaining("cluster_block_exception");
		this.fixture.call("PUT", settings, "{\"index.blocks.write\":null}");
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null)));
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("a");
	}

	@Test
	void thePositionIsFoundAfterARestart() throws Exception {
		ElasticsearchSink sink = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"));
		assertThat(sink.load()).isNull();
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null)));
		assertPosition("position 2");
		for (int version = 2; version < 50; version++) {
			sink.apply(TestTable.batch(this.table.insert(version, version, "a", null)));
		}
		sink.close();
		assertThat(this.fixture.position()).isEqualTo("position 50");
		assertThat(this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}")).load())
			.isEqualTo("position 50");
		assertThat(sink.load()).isEqualTo("position 50");
		sink.apply(TestTable.batch(this.table.insert(60, 60, "a", null)));
		assertPosition("position 61");
	}

	@Test
	void aNewMappingIsToBeFilled() throws Exception {
		ElasticsearchMapping product = this.fixture.mapping("shop.product", "{id}");
		ElasticsearchMapping pattern = this.fixture.mapping("shop.order_*", "order", "{id}");
		ElasticsearchSink sink = this.fixture.sink(this.table, product, pattern);
		sink.load();
		sink.apply(TestTable.batch(this.table.insert(1, 1, "a", null)));
		sink.close();
		assertThat(this.fixture.sink(this.table, product, pattern).load()).isEqualTo("position 2");
		assertThat(this.fixture.sink(this.table, product).load()).isEqualTo("position 2");
		ElasticsearchMapping added = this.fixture.mapping("shop.product", "by-name", "{name}");
		ElasticsearchSink wider = this.fixture.sink(this.table, product, pattern, added);
		assertThat(wider.load()).isEqualTo("position 2");
		assertThat(wider.isFilled(new TableId("shop", "product"))).isFalse();
		assertThat(wider.isFilled(new TableId("shop", "order_1"))).isTrue();
	}

	@Test
	void aBatchWithoutChangesMovesThePosition() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(List.of(new ChangeBatch(List.of(), new TestTable.TestPosition(77), Instant.now(), 0)));
		assertPosition("position 77");
	}

	@Test
	void manyChangesAtOnce() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		sink.apply(TestTable.batch(IntStream.range(0, 20_000)
			.mapToObj((number) -> this.table.insert(number, number, "name " + number, new BigDecimal(number)))
			.toArray(Change[]::new)));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"match_all\":{}}")).isEqualTo(20_000);
		sink.apply(TestTable.batch(IntStream.range(0, 20_000)
			.mapToObj((number) -> (number % 2 == 0) ? this.table.delete(20_000, number, "", null)
					: this.table.insert(20_000, number, "odd", null))
			.toArray(Change[]::new)));
		sink.flush();
		assertThat(this.fixture.found("product", "{\"match\":{\"name\":\"odd\"}}")).isEqualTo(10_000);
		assertThat(this.fixture.found("product", "{\"match_all\":{}}")).isEqualTo(10_000);
	}

	private JsonNode properties(String index) throws InterruptedException {
		return this.fixture.call("GET", "/" + this.fixture.index(index) + "/_mapping", "")
			.path(this.fixture.index(index))
			.path("mappings")
			.path("properties");
	}

	private void assertPosition(String position) {
		await().untilAsserted(() -> assertThat(this.fixture.position()).isEqualTo(position));
	}

}
