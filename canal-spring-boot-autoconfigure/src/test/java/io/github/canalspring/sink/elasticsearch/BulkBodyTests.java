package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ColumnType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BulkBody}.
 */
class BulkBodyTests {

	private static final TestTable TABLE = TestTable.of("product", TestTable.column("id", ColumnType.INT));

	private final BulkBody body = new BulkBody();

	@Test
	void writesOperationsWithExternalVersions() {
		this.body.index(key("product", "a\"ü\n"), change(Long.MAX_VALUE), utf8("{\"id\":1}"), null);
		this.body.delete(key("product", "2"), change(0), 0);
		assertThat(text(this.body)).isEqualTo(
				"""
						{"index":{"_index":"product","_id":"a\\"ü\\n","version":9223372036854775807,"version_type":"external_gte"}}
						{"id":1}
						{"delete":{"_index":"product","_id":"2","version":0,"version_type":"external_gte"}}
						""");
	}

	@Test
	void growsAndCopiesSingleOperations() {
		for (int number = 0; number < 1000; number++) {
			this.body.index(key("product", "" + number), change(number), utf8("{\"text\":\"" + "x".repeat(100) + "\"}"),
					null);
		}
		this.body.delete(key("category", "d"), change(7), 7);
		assertThat(text(this.body)).hasLineCount(2001);
		BulkBody copy = new BulkBody();
		copy.copy(this.body, 1000);
		copy.copy(this.body, 998);
		assertThat(text(copy).lines()).hasSize(3)
			.first()
			.asString()
			.isEqualTo(
					"{\"delete\":{\"_index\":\"category\",\"_id\":\"d\",\"version\":7,\"version_type\":\"external_gte\"}}");
		assertThat(copy.items()).extracting((item) -> item.key().id()).containsExactly("d", "998");
	}

	@Test
	void writesRoutingAndPipeline() {
		DocumentKey key = new DocumentKey("order", "1", "a\"b");
		this.body.index(key, change(3), utf8("{}"), "clean");
		this.body.delete(key, change(4), 4);
		assertThat(text(this.body)).isEqualTo(
				"""
						{"index":{"_index":"order","_id":"1","routing":"a\\"b","pipeline":"clean","version":3,"version_type":"external_gte"}}
						{}
						{"delete":{"_index":"order","_id":"1","routing":"a\\"b","version":4,"version_type":"external_gte"}}
						""");
	}

	private static DocumentKey key(String index, String id) {
		return new DocumentKey(index, id, null);
	}

	private static Change change(long version) {
		return TABLE.insert(version, 1);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(BulkBody body) {
		return new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8);
	}

}
