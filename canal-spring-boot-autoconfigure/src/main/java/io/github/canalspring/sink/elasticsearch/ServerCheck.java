package io.github.canalspring.sink.elasticsearch;

import java.util.List;
import java.util.Objects;

import io.github.canalspring.sink.SinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Checks that the server is one to write to, and has what mappings name.
 */
final class ServerCheck {

	private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);

	private static final int OLDEST = 8;

	private final RestApi api;

	ServerCheck(RestApi api) {
		this.api = api;
	}

	/**
	 * Check that the server is new enough and lets the application in.
	 * @throws SinkException if not
	 */
	void version() throws InterruptedException {
		RestAnswer answer = this.api.call("GET", "/", "");
		if (answer.status() == 401) {
			throw answer.failure();
		}
		JsonNode version = answer.json().path("version");
		String number = version.path("number").asString("");
		String distribution = version.path("distribution").asString("elasticsearch");
		if (!answer.ok() || number.isEmpty()) {
			log.info("The search server does not tell its version: status {}", answer.status());
			return;
		}
		log.info("Connected to {} {}", distribution, number);
		int major = Integer.parseInt(number.substring(0, number.indexOf('.')));
		if (distribution.equals("elasticsearch") && major < OLDEST) {
			throw new SinkException("Elasticsearch " + number + " is too old",
					"Point spring.elasticsearch.uris to a server of version 8 or 9.");
		}
	}

	/**
	 * Check that the ingest pipelines are there, as far as the user may see them: every
	 * document would be refused otherwise.
	 * @throws SinkException if one is not
	 */
	void pipelines(List<ElasticsearchMapping> mappings) throws InterruptedException {
		List<String> names = mappings.stream()
			.map((mapping) -> mapping.target().pipeline())
			.filter(Objects::nonNull)
			.distinct()
			.toList();
		for (String name : names) {
			RestAnswer answer = this.api.call("GET", "/_ingest/pipeline/" + name, "");
			if (answer.status() == 404) {
				throw new SinkException("Elasticsearch has no ingest pipeline " + name,
						"Make it by PUT /_ingest/pipeline/" + name
								+ ", or remove it from sinks.elasticsearch[].pipeline.");
			}
			if (!answer.ok() && answer.status() != 403) {
				throw answer.failure();
			}
		}
	}

}
