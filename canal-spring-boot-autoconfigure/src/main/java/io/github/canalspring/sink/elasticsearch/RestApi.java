package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Elasticsearch's REST interface in plain JSON, which servers 8 and 9 take alike: the
 * typed client asks for its own version's media type, which an older server refuses.
 */
final class RestApi {

	private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

	/** Of the answer to a bulk, only what tells failures apart. */
	private static final Map<String, String> BULK = Map.of("filter_path",
			"errors,items.*.status,items.*.error.type,items.*.error.reason");

	private final Rest5Client client;

	private final Duration timeout;

	/**
	 * Create the interface.
	 * @param client the client
	 * @param timeout how long a request may take; the client itself waits for ever, also
	 * on a connection whose other end is gone
	 */
	RestApi(Rest5Client client, Duration timeout) {
		this.client = client;
		this.timeout = timeout;
	}

	/** How long a request may take. */
	Duration timeout() {
		return this.timeout;
	}

	/**
	 * Send a request.
	 * @param method the HTTP method
	 * @param path the path, encoded
	 * @param parameters the query's parameters
	 * @param json the body; empty for none
	 * @return the request under way
	 */
	RestCall start(String method, String path, Map<String, String> parameters, String json) {
		Request request = new Request(method, path);
		request.addParameters(parameters);
		if (!json.isEmpty()) {
			request.setEntity(new ByteArrayEntity(json.getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
		}
		return new RestCall(this.client, request, this.timeout);
	}

	RestAnswer call(String method, String path, String json) throws InterruptedException {
		return start(method, path, Map.of(), json).await();
	}

	/**
	 * Send a bulk as one buffer: line by line, as the typed client does it, costs both
	 * sides twice as much.
	 * @param body the operations
	 * @return the request under way
	 */
	RestCall bulk(BulkBody body) {
		Request request = new Request("POST", "/_bulk");
		request.addParameters(BULK);
		request.setEntity(new ByteArrayEntity(body.bytes(), 0, body.length(), NDJSON));
		return new RestCall(this.client, request, this.timeout);
	}

}
