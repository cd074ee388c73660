package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.canalspring.Difference;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.RebuildStep;
import io.github.canalspring.source.RebuildStep.Kind;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * An index is built anew, step by step, in a real server.
 */
@ExtendWith({ SharedElasticsearch.class, OutputCaptureExtension.class })
class ElasticsearchRebuildIntegrationTests {

	private static final String ALL = "{\"match_all\":{}}";

	private final TestTable orders = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
			TestTable.column("year", ColumnType.INT), TestTable.column("customer", ColumnType.TEXT, 1000));

	private final TableId table = this.orders.schema().id();

	private final SinkFixture fixture = new SinkFixture(url());

	private final String order = this.fixture.index("order");

	String url() {
		return SharedElasticsearch.latest();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void theNewIndexHasEverythingBeforeItTakesTheOldOnesPlace() throws Exception {
		this.fixture.call("PUT", "/" + this.order + "-v1", "{\"aliases\":{\"" + this.order + "\":{},\"" + this.order
				+ "-of-2026\":{\"filter\":{\"term\":{\"year\":2026}}}}}");
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2026, "b")));
		Rebuild rebuild = sink.plan(List.of(this.table), List.of(this.table), false);
		assertThat(rebuild.copies()).singleElement()
			.satisfies((copy) -> assertThat(copy.old()).isEqualTo(this.order + "-v1"))
			.satisfies((copy) -> assertThat(copy.next()).isEqualTo(this.order + "-000001"));
		assertThat(sink.isBuilding(rebuild)).isFalse();
		step(sink, rebuild, Kind.BEGIN);
		assertThat(sink.isBuilding(rebuild)).isTrue();
		sink.apply(TestTable.batch(this.orders.insert(5, 3, 2026, "c"), this.orders.delete(5, 2, 2026, "b")));
		step(sink, rebuild, Kind.FILL, this.orders.insert(4, 1, 2025, "a"));
		assertThat(ids(this.order + "-v1")).containsExactlyInAnyOrder("1", "3");
		assertThat(ids(this.order + "-000001")).containsExactlyInAnyOrder("1", "3");
		// As if Elasticsearch had lost it.
		this.fixture.call("DELETE", "/" + this.order + "-000001/_doc/1", "");
		this.fixture.call("POST", "/" + this.order + "-000001/_update/3", "{\"doc\":{\"customer\":\"by hand\"}}");
		step(sink, rebuild, Kind.CHECK, this.orders.insert(1L << 40, 1, 2025, "a"),
				this.orders.insert(6, 3, 2026, "c"));
		step(sink, rebuild, Kind.SWITCH);
		assertThat(behind(this.order)).containsExactly(this.order + "-000001");
		assertThat(this.fixture.found("order", ALL)).isEqualTo(2);
		assertThat(this.fixture.found("order-of-2026", "{\"match\":{\"customer\":\"c\"}}")).isEqualTo(1);
		assertThat(this.fixture.found("order-of-2026", ALL)).isEqualTo(1);
		sink.apply(TestTable.batch(this.orders.insert(1L << 41, 4, 2026, "d")));
		assertThat(ids(this.order + "-v1")).containsExactlyInAnyOrder("1", "3");
		step(sink, rebuild, Kind.DROP);
		assertThat(this.fixture.api().call("HEAD", "/" + this.order + "-v1", "").status()).isEqualTo(404);
		assertThat(ids(this.order)).containsExactlyInAnyOrder("1", "3", "4");
	}

	@Test
	void anOldIndexIsKeptIfAskedForAndAnIndexOfTheNameIsReplaced() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		List<TableId> tables = List.of(this.table);
		assertThatIllegalArgumentException().isThrownBy(() -> sink.plan(tables, tables, true))
			.withMessageContaining("is an index itself");
		Rebuild first = sink.plan(tables, tables, false);
		rebuild(sink, first);
		assertThat(first.leavesOld()).isFalse();
		assertThat(behind(this.order)).containsExactly(this.order + "-000001");
		Rebuild second = sink.plan(tables, tables, true);
		rebuild(sink, second);
		assertThat(second.leavesOld()).isFalse();
		assertThat(behind(this.order)).containsExactly(this.order + "-000002");
		assertThat(ids(this.order + "-000001")).containsExactly("1");
		assertThat(sink.plan(tables, tables, false).copies().get(0).next()).isEqualTo(this.order + "-000003");
		sink.close();
		assertThat(sink.load()).isNotNull();
		assertThat(sink.isFilled(this.table)).isTrue();
	}

	@Test
	void aDocumentThatOnlyTheNewIndexRefusesEndsTheRebuildAlone(CapturedOutput output) throws Exception {
		this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED))
			.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "7"), this.orders.insert(1, 2, 2025, "b")));
		ElasticsearchSink sink = this.fixture.loaded(this.orders,
				byId(definition("{\"properties\":{\"customer\":{\"type\":\"integer\"}}}")));
		Rebuild rebuild = sink.plan(List.of(this.table), List.of(this.table), false);
		step(sink, rebuild, Kind.BEGIN);
		step(sink, rebuild, Kind.FILL, this.orders.insert(2, 1, 2025, "7"),
				this.orders.insert(2, 9, 2025, "in neither index"));
		assertThat(sink.isBuilding(rebuild)).isTrue();
		step(sink, rebuild, Kind.FILL, this.orders.insert(2, 2, 2025, "b"));
		assertThat(sink.isBuilding(rebuild)).isFalse();
		assertThat(output).contains("rebuild of [" + this.order + "] is given up").contains("document '2'");
		sink.apply(TestTable.batch(this.orders.insert(3, 3, 2025, "c")));
		step(sink, rebuild, Kind.SWITCH);
		assertThat(behind(this.order)).containsExactly(this.order);
		assertThat(ids(this.order)).containsExactlyInAnyOrder("1", "2", "3");
		assertThat(this.fixture.api().call("HEAD", "/" + this.order + "-000001", "").status()).isEqualTo(404);
	}

	@Test
	void aDocumentThatCannotBePutRightEndsTheRebuildAlone(CapturedOutput output) throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED));
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2025, "b")));
		Rebuild rebuild = sink.plan(List.of(this.table), List.of(this.table), false);
		step(sink, rebuild, Kind.BEGIN);
		step(sink, rebuild, Kind.FILL, this.orders.insert(2, 1, 2025, "a"), this.orders.insert(2, 2, 2025, "b"));
		this.fixture.call("POST", "/" + this.order + "-000001/_bulk", """
				{"index":{"_id":"2","version":900,"version_type":"external"}}
				{"id":2,"year":2025,"customer":"somebody else's"}
				""");
		this.fixture.call("DELETE", "/" + this.order + "-000001/_doc/1", "");
		step(sink, rebuild, Kind.CHECK, this.orders.insert(3, 1, 2025, "a"), this.orders.insert(3, 2, 2025, "b"));
		assertThat(sink.isBuilding(rebuild)).isFalse();
		assertThat(output).contains("is given up").contains(this.order + "-000001/2").contains("(fields customer)");
		assertThat(this.fixture.api().call("HEAD", "/" + this.order + "-000001", "").status()).isEqualTo(404);
		assertThat(ids(this.order)).containsExactlyInAnyOrder("1", "2");
	}

	@Test
	void whatAnIndexMakesOfDocumentsIsNotCompared(CapturedOutput output) throws Exception {
		String pipeline = this.fixture.index("pipeline");
		this.fixture.call("PUT", "/_ingest/pipeline/" + pipeline, "{\"processors\":[]}");
		ElasticsearchSink sink = this.fixture.loaded(this.orders,
				byId(IndexDefinition.parse(("{\"settings\":{\"index.default_pipeline\":\"" + pipeline + "\"}}")
					.getBytes(StandardCharsets.UTF_8))));
		Change row = this.orders.insert(1, 1, 2025, "a");
		sink.apply(TestTable.batch(row));
		Rebuild rebuild = sink.plan(List.of(this.table), List.of(this.table), false);
		step(sink, rebuild, Kind.BEGIN);
		step(sink, rebuild, Kind.FILL, row);
		// As if it were the pipeline's work.
		for (String index : List.of(this.order, this.order + "-000001")) {
			this.fixture.call("POST", "/" + index + "/_bulk", """
					{"index":{"_id":"1","version":1,"version_type":"external_gte"}}
					{"id":1,"year":2025,"customer":"made"}
					""");
		}
		step(sink, rebuild, Kind.CHECK, row);
		assertThat(sink.isBuilding(rebuild)).isTrue();
		assertThat(output).doesNotContain("written again");
		try (Comparison comparison = sink.comparison()) {
			assertThat(comparison.compare(List.of(row, this.orders.insert(1, 2, 2025, "b")))).singleElement()
				.satisfies((each) -> assertThat(each.kind()).isEqualTo(Difference.Kind.MISSING));
			assertThat(output).contains("The index " + this.order + " has an ingest pipeline of its own");
		}
		step(sink, rebuild, Kind.SWITCH);
		this.fixture.call("PUT", "/" + this.order + "/_settings", "{\"index.default_pipeline\":null}");
		try (Comparison comparison = sink.comparison()) {
			assertThat(comparison.compare(List.of(row))).singleElement()
				.satisfies((each) -> assertThat(each.detail()).isEqualTo("fields customer"));
		}
	}

	@Test
	void aDefinitionThatElasticsearchRefusesEndsTheRebuildAlone(CapturedOutput output) throws Exception {
		this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED))
			.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		ElasticsearchSink sink = this.fixture.loaded(this.orders,
				byId(definition("{\"properties\":{\"customer\":{\"type\":\"no such type\"}}}")));
		Rebuild rebuild = sink.plan(List.of(this.table), List.of(this.table), false);
		step(sink, rebuild, Kind.BEGIN);
		assertThat(sink.isBuilding(rebuild)).isFalse();
		assertThat(output).contains("is given up").contains("no such type");
		// So does an index that somebody else has made meanwhile; it stays.
		this.fixture.call("PUT", "/" + this.order + "-000001", "");
		ElasticsearchSink other = this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED));
		step(other, rebuild, Kind.BEGIN);
		assertThat(other.isBuilding(rebuild)).isFalse();
		assertThat(this.fixture.api().call("HEAD", "/" + this.order + "-000001", "").ok()).isTrue();
		other.apply(TestTable.batch(this.orders.insert(2, 2, 2025, "b")));
		assertThat(ids(this.order)).containsExactlyInAnyOrder("1", "2");
	}

	@Test
	void aRestartFindsWhatIsBuiltAndWhatHasTakenItsPlace() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED));
		Rebuild rebuild = sink.plan(List.of(this.table), List.of(this.table), false);
		step(sink, rebuild, Kind.BEGIN);
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		sink.close();
		assertThat(sink.load()).isEqualTo("position 2");
		assertThat(sink.isBuilding(rebuild)).isTrue();
		step(sink, rebuild, Kind.BEGIN);
		JsonNode kept = this.fixture.call("GET", "/" + this.fixture.checkpoint() + "/_doc/shop-elasticsearch", "")
			.path("_source");
		step(sink, rebuild, Kind.SWITCH);
		sink.close();
		// As if it had been killed before it noted that.
		this.fixture.call("PUT", "/" + this.fixture.checkpoint() + "/_doc/shop-elasticsearch", kept.toString());
		ElasticsearchSink restarted = this.fixture.loaded(this.orders, byId(IndexDefinition.DERIVED));
		assertThat(restarted.isFilled(this.table)).isTrue();
		assertThat(restarted.isBuilding(rebuild)).isTrue();
		step(restarted, rebuild, Kind.BEGIN);
		restarted.apply(TestTable.batch(this.orders.insert(7, 2, 2025, "b")));
		step(restarted, rebuild, Kind.SWITCH);
		assertThat(ids(this.order)).containsExactlyInAnyOrder("1", "2");
		// Somebody deletes what is being built: it is to be begun again.
		Rebuild next = restarted.plan(List.of(this.table), List.of(this.table), false);
		step(restarted, next, Kind.BEGIN);
		this.fixture.call("DELETE", "/" + this.order + "-000002", "");
		restarted.close();
		restarted.load();
		assertThat(restarted.isFilled(this.table)).isTrue();
		assertThat(restarted.isBuilding(next)).isFalse();
	}

	@Test
	void anIndexOfSeveralTablesIsBuiltFromAllAndOneOfColumnsIsNot() throws Exception {
		TableId other = new TableId("shop", "basket");
		ElasticsearchSink sink = this.fixture.sink(this.orders, byId(IndexDefinition.DERIVED),
				this.fixture.mapping("shop.basket", "order", "b{id}"),
				this.fixture.mapping("shop.bill", "order-{year}", "{id}"));
		sink.load();
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		Rebuild rebuild = sink.plan(List.of(other), List.of(this.table, other, new TableId("shop", "bill")), false);
		assertThat(rebuild.tables()).containsExactly(this.table, other);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> sink.plan(List.of(new TableId("shop", "bill")), List.of(), false))
			.withMessageContaining("has columns in its name");
	}

	@Test
	void leftoversAreFoundInIndicesThatColumnsMakeAndInThoseThatAreBeingBuilt() throws Exception {
		ElasticsearchSink sink = this.fixture.sink(this.orders,
				this.fixture.mapping("shop.orders", "year-{year}", "{id}"), byId(IndexDefinition.DERIVED));
		sink.load();
		sink.apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a"), this.orders.insert(1, 2, 2026, "b")));
		Rebuild rebuild = sink.plan(List.of(), List.of(), false);
		assertThat(rebuild.copies()).isEmpty();
		sink.flush();
		String year = this.fixture.index("year-");
		this.fixture.call("PUT", "/" + year + "archive/_doc/1?refresh", "{}");
		EntryMapping byYear = sink.entries().mappings(this.orders.schema()).get(0);
		Set<String> found = new TreeSet<>();
		Entry moved = null;
		try (EntryScan scan = sink.entries().scan(List.of(this.orders.schema()))) {
			for (List<Entry> page = scan.next(); !page.isEmpty(); page = scan.next()) {
				for (Entry entry : page) {
					List<List<Object>> rows = byYear.rows(entry);
					if (!rows.isEmpty()) {
						found.add(((DocumentKey) entry).index() + "/" + rows);
						moved = ((DocumentKey) entry).id().equals("1") ? entry : moved;
					}
				}
			}
		}
		assertThat(found).containsExactly(year + "2025/[[1]]", year + "2026/[[2]]");
		assertThat(byYear.reads()).contains("id", "year");
		// The row is in another index now, so this document is left over.
		assertThat(byYear.entry(this.orders.row(1, 2024, "a"))).isNotEqualTo(moved);
		sink.apply(List.of(new ChangeBatch(List.of(), new TestTable.TestPosition(9), Instant.now(), 0, Set.of(),
				new Leftovers(List.of(moved), 8), false)));
		assertThat(ids(year + "2025")).isEmpty();
	}

	@Test
	void tellsWhatToCallWhenAnIndexIsNotWhatItsMappingWouldMake(CapturedOutput output) throws Exception {
		IndexDefinition keyword = definition("{\"properties\":{\"customer\":{\"type\":\"keyword\"}}}");
		this.fixture.loaded(this.orders, byId(keyword));
		this.fixture.loaded(this.orders, byId(keyword)).apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		assertThat(output).doesNotContain("rebuild()");
		this.fixture.loaded(this.orders, byId(definition("{\"properties\":{\"customer\":{\"type\":\"text\"}}}")));
		assertThat(output).contains("mappings of index " + this.order + " were others")
			.contains("resync(Resync.table(\"shop.orders\").rebuild())");
		ElasticsearchMapping derived = this.fixture.mapping("shop.orders", "derived", "{id}");
		this.fixture.loaded(this.orders, derived).apply(TestTable.batch(this.orders.insert(1, 1, 2025, "a")));
		assertThat(output).doesNotContain("have other types");
		TestTable altered = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
				TestTable.column("year", ColumnType.BIGINT), TestTable.column("customer", ColumnType.TEXT, 1000));
		this.fixture.loaded(altered, derived).apply(TestTable.batch(altered.insert(2, 1, 2025L, "a")));
		assertThat(output)
			.contains("The fields [year] of index " + this.fixture.index("derived") + " have other types");
	}

	private ElasticsearchMapping byId(IndexDefinition definition) {
		return this.fixture.mapping("shop.orders", this.fixture.target("order", "{id}", null, null), definition);
	}

	private static IndexDefinition definition(String mappings) {
		return IndexDefinition.parse(("{\"mappings\":" + mappings + "}").getBytes(StandardCharsets.UTF_8));
	}

	private static void rebuild(ElasticsearchSink sink, Rebuild rebuild) throws Exception {
		TestTable orders = TestTable.of("orders", TestTable.column("id", ColumnType.BIGINT),
				TestTable.column("year", ColumnType.INT), TestTable.column("customer", ColumnType.TEXT, 1000));
		step(sink, rebuild, Kind.BEGIN);
		step(sink, rebuild, Kind.FILL, orders.insert(1, 1, 2025, "a"));
		step(sink, rebuild, Kind.SWITCH);
	}

	private static void step(ElasticsearchSink sink, Rebuild rebuild, Kind kind, Change... rows) throws Exception {
		sink.apply(List.of(new ChangeBatch(List.of(), new TestTable.TestPosition(2), Instant.now(), 0, Set.of(),
				Leftovers.NONE, true, new RebuildStep(rebuild, kind, List.of(rows)), List.of())));
	}

	private List<String> behind(String name) throws Exception {
		return List.copyOf(this.fixture.call("GET", "/" + name, "").propertyNames());
	}

	private List<String> ids(String index) throws Exception {
		this.fixture.call("POST", "/" + index + "/_refresh", "");
		List<String> ids = new ArrayList<>();
		for (JsonNode hit : this.fixture.call("POST", "/" + index + "/_search", "{\"size\":100}")
			.path("hits")
			.path("hits")) {
			ids.add(hit.path("_id").asString());
		}
		return ids;
	}

}
