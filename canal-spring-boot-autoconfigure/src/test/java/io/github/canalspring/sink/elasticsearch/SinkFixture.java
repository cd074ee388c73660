package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client, sinks on it, and a look at what is in the server. Each instance has names of
 * its own, so tests may share a server.
 */
final class SinkFixture implements AutoCloseable {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final int number = NUMBER.incrementAndGet();

	private final Rest5Client client;

	private final List<ElasticsearchSink> sinks = new ArrayList<>();

	SinkFixture(String url) {
		this(url, Duration.ofSeconds(60));
	}

	SinkFixture(String url, Duration timeout) {
		this.client = Rest5Client.builder(URI.create(url))
			.setRequestConfigCallback((config) -> config.setResponseTimeout(Timeout.of(timeout)))
			.build();
	}

	RestApi api() {
		return new RestApi(this.client, Duration.ofSeconds(30));
	}

	/**
	 * A name of this fixture's own.
	 */
	String index(String name) {
		return name.contains("-") ? name.replaceFirst("-", "-" + this.number + "-") : name + "-" + this.number;
	}

	String checkpoint() {
		return index("checkpoint");
	}

	ElasticsearchMapping mapping(String table, String id) {
		return mapping(table, "product", id);
	}

	ElasticsearchMapping mapping(String table, String index, String id) {
		return mapping(table, target(index, id, null, null), IndexDefinition.DERIVED);
	}

	ElasticsearchMapping mapping(String table, DocumentTarget target, IndexDefinition definition) {
		return new ElasticsearchMapping(TablePattern.parse(table), target, definition,
				new FieldSelection(List.of(), List.of(), Naming.COLUMN), RowCondition.ALWAYS);
	}

	DocumentTarget target(String index, String id, @Nullable String routing, @Nullable String pipeline) {
		return new DocumentTarget(IndexName.parse(index(index)), RowTemplate.parse(id),
				(routing != null) ? RowTemplate.parse(routing) : null, pipeline);
	}

	/** A sink as after a start of the application. */
	ElasticsearchSink sink(TestTable table, ElasticsearchMapping... mappings) {
		return sink(BulkLimits.DEFAULT, table, mappings);
	}

	ElasticsearchSink sink(BulkLimits limits, TestTable table, ElasticsearchMapping... mappings) {
		ElasticsearchSink sink = new ElasticsearchSink("shop", this.client, Duration.ofSeconds(60), limits,
				List.of(mappings), (id) -> table.schema(), checkpoint());
		this.sinks.add(sink);
		return sink;
	}

	/** A sink of a source that tells nothing of its tables. */
	ElasticsearchSink sink(ElasticsearchMapping... mappings) {
		ElasticsearchSink sink = new ElasticsearchSink("shop", this.client, Duration.ofSeconds(60), BulkLimits.DEFAULT,
				List.of(mappings), (id) -> null, checkpoint());
		this.sinks.add(sink);
		return sink;
	}

	/** A sink that is ready to write. */
	ElasticsearchSink loaded(TestTable table, ElasticsearchMapping mapping) throws InterruptedException {
		ElasticsearchSink sink = sink(table, mapping);
		sink.load();
		return sink;
	}

	/** The product's documents by the id of the row, loaded. */
	ElasticsearchSink loaded(TestTable table) throws InterruptedException {
		return loaded(table, mapping("shop.product", "{id}"));
	}

	JsonNode call(String method, String path, String body) throws InterruptedException {
		return api().call(method, path, body).json();
	}

	/** The {@code _source} of a product; missing if there is no such document. */
	JsonNode product(Object id) throws InterruptedException {
		return call("GET", "/" + index("product") + "/_doc/" + id, "").path("_source");
	}

	/** The product's {@code _source} to the letter. */
	String source(Object id) throws InterruptedException {
		return new String(api().call("GET", "/" + index("product") + "/_source/" + id, "").body(),
				StandardCharsets.UTF_8);
	}

	/** The number of documents that a search finds. */
	int found(String index, String query) throws InterruptedException {
		RestAnswer answer = api().call("POST", "/" + index(index) + "/_search",
				"{\"track_total_hits\":true,\"query\":" + query + "}");
		if (!answer.ok()) {
			throw answer.failure();
		}
		return answer.json().path("hits").path("total").path("value").asInt();
	}

	/** The stored position; empty if there is none. */
	String position() throws InterruptedException {
		return call("GET", "/" + checkpoint() + "/_doc/shop-elasticsearch", "").path("_source")
			.path("position")
			.asString("");
	}

	@Override
	public void close() {
		this.sinks.forEach(ElasticsearchSink::close);
		try {
			this.client.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
