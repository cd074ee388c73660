package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what became of the operations of a bulk request.
 */
final class BulkAnswer {

	/** Also with status 429, when the disk is full. */
	private static final String BLOCKED = "cluster_block_exception";

	private static final Set<String> INDEX_FAULTS = Set.of(BLOCKED, "index_closed_exception",
			"index_not_found_exception", "security_exception", "validation_exception");

	/** Reasons of illegal_argument_exception, which says nothing by itself. */
	private static final List<String> NOT_THE_DOCUMENT = List.of("pipeline with id [", "no write index is defined",
			"only write ops with an op_type of create");

	private BulkAnswer() {
	}

	/**
	 * Find the operations that failed.
	 * @param answer an answer of status 200
	 * @return the failures in the order of the operations, without those that were not
	 * needed because a newer version of the document is there
	 * @throws ElasticsearchFailure if it cannot be understood
	 */
	static List<Failure> failures(RestAnswer answer) {
		try {
			return hasErrors(answer.body()) ? failures(answer.json().path("items")) : List.of();
		}
		catch (JacksonException ex) {
			throw new ElasticsearchFailure("The answer to a bulk request is not one of Elasticsearch", ex);
		}
	}

	/** Nearly all answers say so at once; no tree is made of them. */
	private static boolean hasErrors(byte[] body) {
		try (JsonParser parser = JsonMapper.shared().createParser(body)) {
			if (parser.nextToken() == JsonToken.START_OBJECT) {
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					boolean errors = "errors".equals(parser.currentName());
					JsonToken value = parser.nextToken();
					if (errors && value.isBoolean()) {
						return value == JsonToken.VALUE_TRUE;
					}
					parser.skipChildren();
				}
			}
		}
		throw new ElasticsearchFailure("The answer to a bulk request does not say whether there were errors");
	}

	private static List<Failure> failures(JsonNode items) {
		List<Failure> failures = new ArrayList<>();
		int number = 0;
		for (JsonNode item : items) {
			// One property, named after the operation. To delete what is not there
			// gives 404 without an error.
			JsonNode result = item.iterator().next();
			JsonNode error = result.path("error");
			String type = error.path("type").asString("");
			if (!error.isMissingNode() && !type.equals("version_conflict_engine_exception")) {
				failures
					.add(new Failure(number, result.path("status").asInt(), type, error.path("reason").asString("")));
			}
			number++;
		}
		return failures;
	}

	/**
	 * An operation that failed.
	 *
	 * @param item its number in the request
	 * @param status its HTTP status
	 * @param type the error's type
	 * @param reason the error's reason, as Elasticsearch words it
	 */
	record Failure(int item, int status, String type, String reason) {

		/** Overload, or a shard that is not there: it may go well a moment later. */
		boolean passing() {
			return !this.type.equals(BLOCKED) && RestAnswer.isPassing(this.status);
		}

		/**
		 * Whether it is the document that does not fit, and not the index that takes
		 * none: others may be taken.
		 */
		boolean documentsFault() {
			return this.status == 400 && !INDEX_FAULTS.contains(this.type)
					&& NOT_THE_DOCUMENT.stream().noneMatch(this.reason::startsWith);
		}

	}

}
