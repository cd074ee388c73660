package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BulkBody}.
 */
class BulkBodyTests {

	private final BulkBody body = new BulkBody();

	@Test
	void writesOperationsWithExternalVersions() {
		this.body.index("product", "a\"ü\n", Long.MAX_VALUE, utf8("{\"id\":1}"));
		this.body.delete("product", "2", 0);
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
			this.body.index("product", "" + number, number, utf8("{\"text\":\"" + "x".repeat(100) + "\"}"));
		}
		this.body.delete("category", "d", 7);
		assertThat(text(this.body)).hasLineCount(2001);
		BulkBody copy = new BulkBody();
		copy.copy(this.body, 1000);
		copy.copy(this.body, 998);
		assertThat(text(copy).lines()).hasSize(3)
			.first()
			.asString()
			.isEqualTo(
					"{\"delete\":{\"_index\":\"category\",\"_id\":\"d\",\"version\":7,\"version_type\":\"external_gte\"}}");
		assertThat(copy.items()).extracting(BulkBody.Item::id).containsExactly("d", "998");
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(BulkBody body) {
		return new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8);
	}

}
