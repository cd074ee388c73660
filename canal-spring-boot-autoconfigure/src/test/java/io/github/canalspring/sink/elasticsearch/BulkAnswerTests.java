package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BulkAnswer} and {@link Reason}.
 */
class BulkAnswerTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"errors\":false,\"items\":[{\"index\":{\"status\":201}}]}",
			"{\"took\":3,\"ingest\":{\"errors\":true},\"errors\":false}" })
	void noErrors(String answer) {
		assertThat(failures(answer)).isEmpty();
	}

	@Test
	void aNewerVersionAndAMissingDocumentAreNoFailures() {
		List<BulkAnswer.Failure> failures = failures("""
				{"errors":true,"items":[
				 {"index":{"status":201}},
				 {"index":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"newer"}}},
				 {"delete":{"status":404}},
				 {"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}},
				 {"delete":{"status":503,"error":{"type":"unavailable_shards_exception"}}},
				 {"index":{"status":400,"error":{"type":"document_parsing_exception","reason":"bad"}}}]}
				""");
		assertThat(failures).extracting(BulkAnswer.Failure::item).containsExactly(3, 4, 5);
		assertThat(failures).extracting(BulkAnswer.Failure::passing).containsExactly(true, true, false);
		assertThat(failures.get(2).type()).isEqualTo("document_parsing_exception");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "<html>", "{\"took\":3", "{\"errors\":null}" })
	void refusesWhatIsNoAnswer(String answer) {
		assertThatExceptionOfType(ElasticsearchFailure.class).isThrownBy(() -> failures(answer));
	}

	@Test
	void aReasonDoesNotQuoteTheDocument() {
		assertThat(Reason.text("document_parsing_exception",
				"[1:9] failed to parse field [price] of type [long] in document with id '1'. Preview of field's value: 'secret'"))
			.isEqualTo(
					": document_parsing_exception: [1:9] failed to parse field [price] of type [long] in document with id '1'.");
	}

	private static List<BulkAnswer.Failure> failures(String answer) {
		return BulkAnswer.failures(new RestAnswer("POST /_bulk", 200, answer.getBytes(StandardCharsets.UTF_8)));
	}

}
