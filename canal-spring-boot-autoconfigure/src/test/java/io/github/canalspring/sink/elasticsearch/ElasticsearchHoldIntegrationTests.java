package io.github.canalspring.sink.elasticsearch;

import java.time.Duration;
import java.util.List;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ElasticsearchSink} when an index takes no documents, or somebody else
 * writes them. A pipeline that gets such a failure holds and tries again.
 */
@ExtendWith(SharedElasticsearch.class)
class ElasticsearchHoldIntegrationTests {

	private final TestTable table = TestTable.of("product", TestTable.column("id", ColumnType.BIGINT),
			TestTable.column("name", ColumnType.TEXT, 100));

	private final SinkFixture fixture = new SinkFixture(SharedElasticsearch.latest());

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void aClosedIndex() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		this.fixture.call("POST", "/" + this.fixture.index("product") + "/_close", "");
		assertHeld(sink, "index_closed_exception");
		this.fixture.call("POST", "/" + this.fixture.index("product") + "/_open?wait_for_active_shards=1", "");
		assertGoesOn(sink);
	}

	@Test
	void aDiskThatIsFull() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		// What Elasticsearch itself does above the flood-stage watermark, and undoes.
		String settings = "/" + this.fixture.index("product") + "/_settings";
		this.fixture.call("PUT", settings, "{\"index.blocks.read_only_allow_delete\":true}");
		assertHeld(sink, "status 429");
		this.fixture.call("PUT", settings, "{\"index.blocks.read_only_allow_delete\":null}");
		assertGoesOn(sink);
	}

	@Test
	void aCheckpointThatCannotBeWritten() throws Exception {
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		String settings = "/" + this.fixture.checkpoint() + "/_settings";
		this.fixture.call("PUT", settings, "{\"index.blocks.read_only_allow_delete\":true}");
		assertHeld(sink, "position could not be written");
		this.fixture.call("PUT", settings, "{\"index.blocks.read_only_allow_delete\":null}");
		assertGoesOn(sink);
	}

	@Test
	void aFieldThatIsNotInAStrictMappingIsTheDocumentsFault() throws Exception {
		this.fixture.call("PUT", "/" + this.fixture.index("product"),
				"{\"mappings\":{\"dynamic\":\"strict\",\"properties\":{\"id\":{\"type\":\"long\"}}}}");
		ElasticsearchSink sink = this.fixture.loaded(this.table);
		assertThatExceptionOfType(ChangesRefusedException.class).isThrownBy(() -> sink.apply(batch(1)))
			.withMessageContaining("strict_dynamic_mapping_exception");
	}

	@Test
	void whoLoadsThePositionTakesItOver() throws Exception {
		ElasticsearchSink first = this.fixture.loaded(this.table);
		first.apply(batch(1));
		await().until(() -> this.fixture.position().equals("position 2"));
		ElasticsearchSink second = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"));
		assertThat(second.load()).isEqualTo("position 2");
		second.apply(batch(5));
		await().until(() -> this.fixture.position().equals("position 6"));
		assertThatExceptionOfType(SinkException.class).isThrownBy(first::check);
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> {
			// The position is written beside the stream, so the first may go well.
			await().until(() -> {
				first.apply(batch(3));
				return false;
			});
		});
		first.close();
		assertThat(this.fixture.position()).isEqualTo("position 6");
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("version 5");
	}

	@Test
	void anotherWriterIsNoticedBeforeADeletedRowIsWrittenAgain() throws Exception {
		ElasticsearchSink first = this.fixture.loaded(this.table);
		first.apply(batch(1));
		await().until(() -> this.fixture.position().equals("position 2"));
		ElasticsearchSink second = this.fixture.sink(this.table, this.fixture.mapping("shop.product", "{id}"));
		second.load();
		second.apply(TestTable.batch(this.table.delete(9, 1, "version 1")));
		await().until(() -> this.fixture.position().equals("position 10"));
		// Deletions are forgotten: by now, an old write would bring the document back.
		this.fixture.call("PUT", "/" + this.fixture.index("product") + "/_settings", "{\"index.gc_deletes\":\"0s\"}");
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> {
			await().pollDelay(Duration.ofMillis(1100)).until(() -> {
				first.apply(batch(2));
				return false;
			});
		});
		assertThat(this.fixture.product(1).isMissingNode()).isTrue();
		assertThat(this.fixture.position()).isEqualTo("position 10");
	}

	private void assertHeld(ElasticsearchSink sink, String reason) {
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> sink.apply(batch(1)))
			.withMessageContaining(reason);
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> sink.apply(batch(1)));
	}

	private void assertGoesOn(ElasticsearchSink sink) throws Exception {
		await().ignoreException(ElasticsearchFailure.class).until(() -> {
			sink.apply(batch(1));
			return true;
		});
		assertThat(this.fixture.product(1).path("name").asString()).isEqualTo("version 1");
		await().until(() -> this.fixture.position().equals("position 2"));
	}

	private List<ChangeBatch> batch(int version) {
		return TestTable.batch(this.table.insert(version, 1, "version " + version));
	}

}
