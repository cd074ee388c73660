package io.github.canalspring.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ParameterizedClass
@MethodSource("releases")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ElasticsearchServerIntegrationTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Parameter
	Supplier<ElasticsearchServer.Builder> release;

	private ElasticsearchServer server;

	static Stream<Named<Supplier<ElasticsearchServer.Builder>>> releases() {
		return Stream.of(Named.of("latest", ElasticsearchServer::latest), Named.of("8", ElasticsearchServer::version8));
	}

	@BeforeParameterizedClassInvocation
	void start() {
		this.server = this.release.get().start();
	}

	@AfterParameterizedClassInvocation
	void close() {
		this.server.close();
		assertThat(this.server.dataDirectory()).doesNotExist();
	}

	@Test
	void tellsWhatItIs() throws Exception {
		HttpResponse<String> answer = send("GET", "/", null);
		assertThat(answer.body()).contains("\"number\" : \"" + this.server.version() + "\"", "You Know, for Search");
		assertThat(answer.headers().firstValue("X-elastic-product")).contains("Elasticsearch");
		assertThat(send("HEAD", "/", null).statusCode()).isEqualTo(200);
	}

	@Test
	void documentsSurviveCrashesAndRestarts() throws Exception {
		int port = this.server.port();
		assertThat(send("PUT", "/survival/_doc/1", "{\"name\": \"a\"}").statusCode()).isEqualTo(201);
		this.server.kill();
		assertThat(this.server.isRunning()).isFalse();
		this.server.start();
		assertThat(send("PUT", "/survival/_doc/2", "{\"name\": \"b\"}").statusCode()).isEqualTo(201);
		this.server.restart();
		assertThat(this.server.port()).isEqualTo(port);
		assertThat(send("GET", "/survival/_doc/1", null).body()).contains("\"name\": \"a\"");
		assertThat(send("GET", "/survival/_search?q=name:b", null).body()).contains("\"_id\":\"2\"");
	}

	@Test
	void takesBulksWithVersionsOfTheClient() throws Exception {
		String bulk = """
				{"index": {"_index": "bulk", "_id": "1", "version": 5, "version_type": "external_gte"}}
				{"name": "a"}
				{"index": {"_index": "bulk", "_id": "1", "version": 4, "version_type": "external_gte"}}
				{"name": "older"}
				""";
		assertThat(send("POST", "/_bulk?refresh=true", bulk).body()).contains("\"status\":201", "\"status\":409");
		assertThat(send("GET", "/bulk/_doc/1", null).body()).contains("\"name\": \"a\"");
	}

	@Test
	void answersNothingWhileItIsPaused() throws Exception {
		this.server.pause();
		try {
			assertThatExceptionOfType(HttpTimeoutException.class)
				.isThrownBy(() -> send("GET", "/", null, Duration.ofSeconds(3)));
		}
		finally {
			this.server.resume();
		}
		assertThat(send("GET", "/", null).statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> send(String method, String path, String json)
			throws IOException, InterruptedException {
		return send(method, path, json, Duration.ofSeconds(60));
	}

	private HttpResponse<String> send(String method, String path, String json, Duration timeout)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.server.url() + path))
			.timeout(timeout)
			.header("Content-Type", "application/json")
			.method(method, (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody())
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

}
