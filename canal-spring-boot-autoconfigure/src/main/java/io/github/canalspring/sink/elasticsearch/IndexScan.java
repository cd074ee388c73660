package io.github.canalspring.sink.elasticsearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryScan;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goes through the documents of indices, as they were when an index's turn came.
 */
final class IndexScan implements EntryScan {

	private static final Map<String, String> KEPT = Map.of("scroll", "2m");

	private static final String QUERY = """
			{"size":1000,"_source":false,"sort":["_doc"]}""";

	private final RestApi api;

	private final Iterator<String> indices;

	private String index = "";

	private @Nullable String scroll;

	/**
	 * Create a scan.
	 * @param indices indices, aliases, or patterns that stand for several indices
	 */
	IndexScan(RestApi api, List<String> indices) {
		this.api = api;
		this.indices = indices.iterator();
	}

	@Override
	public List<Entry> next() throws IOException, InterruptedException {
		while (true) {
			RestAnswer answer = (this.scroll != null) ? more(this.scroll) : begin();
			if (answer == null) {
				return List.of();
			}
			List<Entry> found = read(answer);
			if (!found.isEmpty()) {
				return found;
			}
			end();
		}
	}

	/** Searches see only what was there at the last refresh. */
	private @Nullable RestAnswer begin() throws IOException, InterruptedException {
		while (this.indices.hasNext()) {
			this.index = this.indices.next();
			RestAnswer refreshed = call("POST", "/" + this.index + "/_refresh", Map.of(), "");
			if (refreshed.status() != 404) {
				return call("POST", "/" + this.index + "/_search", KEPT, QUERY);
			}
		}
		return null;
	}

	private RestAnswer more(String id) throws IOException, InterruptedException {
		return call("POST", "/_search/scroll", Map.of(),
				JsonMapper.shared().writeValueAsString(Map.of("scroll", "2m", "scroll_id", id)));
	}

	private RestAnswer call(String method, String path, Map<String, String> parameters, String body)
			throws IOException, InterruptedException {
		try {
			RestAnswer answer = this.api.start(method, path, parameters, body).await();
			if (answer.ok() || answer.status() == 404 && path.endsWith("/_refresh")) {
				return answer;
			}
			throw answer.failure();
		}
		catch (ElasticsearchFailure ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

	private List<Entry> read(RestAnswer answer) {
		JsonNode json = answer.json();
		this.scroll = json.path("_scroll_id").asString(null);
		List<Entry> found = new ArrayList<>();
		for (JsonNode hit : json.path("hits").path("hits")) {
			String place = this.index.contains("*") ? hit.path("_index").asString("") : this.index;
			found.add(new DocumentKey(place, hit.path("_id").asString(""), hit.path("_routing").asString(null)));
		}
		return found;
	}

	private void end() {
		String id = this.scroll;
		this.scroll = null;
		if (id != null) {
			// Not waited for: the server ends it by itself after a while.
			this.api
				.start("DELETE", "/_search/scroll", Map.of(),
						JsonMapper.shared().writeValueAsString(Map.of("scroll_id", id)))
				.answer();
		}
	}

	@Override
	public void close() {
		try {
			end();
		}
		catch (RuntimeException ex) {
			// The client is closed; the server forgets the scroll after its time.
			this.scroll = null;
		}
	}

}
