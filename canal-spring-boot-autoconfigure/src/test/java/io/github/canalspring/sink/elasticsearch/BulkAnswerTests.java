package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
	@CsvSource(delimiter = '|', value = { "400 | document_parsing_exception | failed to parse field [a] | true | false",
			"400 | strict_dynamic_mapping_exception | introduction of [a] is not allowed | true | false",
			"400 | illegal_argument_exception | field [a] not present as part of path [a] | true | false",
			"400 | illegal_argument_exception | pipeline with id [p] does not exist | false | false",
			"400 | illegal_argument_exception | no write index is defined for alias [a] | false | false",
			"400 | index_closed_exception | closed | false | false",
			"403 | cluster_block_exception | index [a] blocked by: [FORBIDDEN/8/index write (api)] | false | false",
			"429 | cluster_block_exception | disk usage exceeded flood-stage watermark | false | false",
			"403 | security_exception | action is unauthorized | false | false",
			"404 | index_not_found_exception | no such index [a] | false | false",
			"429 | es_rejected_execution_exception | rejected | false | true",
			"503 | unavailable_shards_exception | primary shard is not active | false | true" })
	void tellsADocumentThatDoesNotFitFromAnIndexThatTakesNone(int status, String type, String reason,
			boolean documentsFault, boolean passing) {
		BulkAnswer.Failure failure = new BulkAnswer.Failure(0, status, type, reason);
		assertThat(failure.documentsFault()).isEqualTo(documentsFault);
		assertThat(failure.passing()).isEqualTo(passing);
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
