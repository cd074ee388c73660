package io.github.canalspring.sink.elasticsearch;

import io.github.canalspring.sink.SinkException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What Elasticsearch answered.
 *
 * @param what the request's method and path, for messages
 * @param status the HTTP status
 * @param body the body
 */
record RestAnswer(String what, int status, byte[] body) {

	boolean ok() {
		return this.status >= 200 && this.status < 300;
	}

	/** Whether it may go well a moment later. */
	boolean passing() {
		return isPassing(this.status);
	}

	static boolean isPassing(int status) {
		return status == 429 || status >= 500;
	}

	/**
	 * Read the body.
	 * @return the body; a missing node if it is empty or, as from a proxy, not JSON
	 */
	JsonNode json() {
		try {
			return JsonMapper.shared().readTree(this.body);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	String errorType() {
		return json().path("error").path("type").asString("");
	}

	/**
	 * Say what went wrong.
	 * @return the exception to throw: one with a remedy if the application's credentials
	 * are not accepted
	 */
	RuntimeException failure() {
		JsonNode error = json().path("error");
		String reason = Reason.text(error.path("type").asString(""), error.path("reason").asString(""));
		String message = "Elasticsearch refused " + this.what + " with status " + this.status + reason;
		if (this.status == 401) {
			return new SinkException(message, "Set spring.elasticsearch.username and spring.elasticsearch.password, "
					+ "or spring.elasticsearch.api-key, to those of a user that may write the mapped indices.");
		}
		if (this.status == 403 && "security_exception".equals(errorType())) {
			return new SinkException(message, "Give the user of spring.elasticsearch.* the index privileges "
					+ "create_index, manage, read and write on the mapped indices and the checkpoint index.");
		}
		return new ElasticsearchFailure(message);
	}

}
