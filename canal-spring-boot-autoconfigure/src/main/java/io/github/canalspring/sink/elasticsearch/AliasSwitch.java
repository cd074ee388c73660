package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Rebuild;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts new indices in the place of old ones, all in one request: no search sees none of
 * them, or both.
 */
final class AliasSwitch {

	private static final Map<String, String> LOOK = Map.of("ignore_unavailable", "true", "filter_path", "*.aliases");

	private final RestApi api;

	AliasSwitch(RestApi api) {
		this.api = api;
	}

	/**
	 * Give the new indices the names of the old ones, and all aliases that those have. An
	 * index that has the name itself is removed by that.
	 * @param copies the indices; those that have their names already are left as they are
	 * @param more the alias that an index is to have, too, unless another one has it, by
	 * the index's name
	 * @throws SinkException if Elasticsearch will never do that
	 */
	void put(List<Rebuild.Copy> copies, Map<String, String> more) throws InterruptedException {
		List<Map<String, Object>> actions = new ArrayList<>();
		for (Rebuild.Copy copy : copies) {
			add(copy, more.get(copy.name()), actions);
		}
		if (!actions.isEmpty()) {
			RestAnswer answer = this.api.call("POST", "/_aliases",
					JsonMapper.shared().writeValueAsString(Map.of("actions", actions)));
			if (answer.ok() && !answer.json().path("acknowledged").asBoolean(false)) {
				throw new ElasticsearchFailure("Elasticsearch has not yet moved the aliases of " + copies);
			}
			if (!answer.ok()) {
				throw answer.passing() ? answer.failure()
						: new SinkException(String.valueOf(answer.failure().getMessage()),
								"Correct the aliases, or give the user the privilege manage on these indices");
			}
		}
	}

	private void add(Rebuild.Copy copy, @Nullable String more, List<Map<String, Object>> actions)
			throws InterruptedException {
		RestAnswer answer = this.api.start("GET", "/" + copy.name(), LOOK, "").await();
		if (!answer.ok() && answer.status() != 404) {
			throw answer.failure();
		}
		JsonNode indices = answer.ok() ? answer.json() : JsonNodeFactory.instance.objectNode();
		if (indices.has(copy.next())) {
			return;
		}
		Map<String, JsonNode> aliases = new LinkedHashMap<>();
		aliases.put(copy.name(), JsonNodeFactory.instance.objectNode());
		if (more != null && !this.api.call("HEAD", "/_alias/" + more, "").ok()) {
			aliases.put(more, JsonNodeFactory.instance.objectNode());
		}
		for (Map.Entry<String, JsonNode> index : indices.properties()) {
			index.getValue().path("aliases").forEachEntry((alias, options) -> {
				aliases.put(alias, options);
				actions.add(Map.of("remove", Map.of("index", index.getKey(), "alias", alias)));
			});
			if (index.getKey().equals(copy.name())) {
				actions.add(Map.of("remove_index", Map.of("index", copy.name())));
			}
		}
		aliases.forEach((alias, options) -> {
			ObjectNode added = JsonNodeFactory.instance.objectNode().put("index", copy.next()).put("alias", alias);
			options.forEachEntry(added::set);
			actions.add(Map.of("add", added));
		});
	}

}
