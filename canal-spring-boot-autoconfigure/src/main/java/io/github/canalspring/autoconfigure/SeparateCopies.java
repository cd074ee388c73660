package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.autoconfigure.CanalProperties.Elasticsearch;
import io.github.canalspring.autoconfigure.CanalProperties.Redis;
import io.github.canalspring.autoconfigure.CanalProperties.Server;
import io.github.canalspring.autoconfigure.CanalProperties.Type;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TemplateOverlap;
import io.github.canalspring.sink.elasticsearch.IndexName;
import org.jspecify.annotations.Nullable;

/**
 * Of several servers, each has its own keys and indices: what has no row in a server's
 * tables is left over to it, also if another server has the row.
 */
final class SeparateCopies {

	private static final int CANAL_PORT = 11111;

	private SeparateCopies() {
	}

	/**
	 * Refuse servers that would remove each other's keys or documents.
	 * @param properties all properties
	 */
	static void require(CanalProperties properties) {
		if (!properties.snapshot().removeLeftovers()) {
			return;
		}
		List<SourceProperties> servers = Stream
			.concat(Stream.of(SourceProperties.single(properties)), SourceProperties.named(properties).stream())
			.toList();
		List<Copy> earlier = new ArrayList<>();
		for (SourceProperties server : servers) {
			List<Copy> own = copies(server);
			own.forEach((copy) -> earlier.stream().filter(copy::isSearchedWith).findFirst().ifPresent((other) -> {
				throw new InvalidPropertyException(copy.property(), copy.text(),
						"such that " + other.property() + " (" + other.text() + ") may be the same, so that one server "
								+ "would remove as left over what the other one has written",
						"Give each server its own, such as " + server.name() + copy.separator() + copy.text()
								+ ", or set canal.snapshot.remove-leftovers to false.");
			}));
			earlier.addAll(own);
		}
	}

	private static List<Copy> copies(SourceProperties server) {
		List<Copy> copies = new ArrayList<>();
		boolean searches = readsTables(server.server());
		List<Redis> redis = server.sinks().redis();
		for (int index = 0; index < redis.size(); index++) {
			Redis mapping = redis.get(index);
			if (!mapping.value().equals("evict")) {
				List<String> literals = literals(mapping.key());
				copies.add(new Copy(server.property("sinks.redis[" + index + "].key"), String.valueOf(mapping.key()),
						":", "redis " + mapping.cache(), literals, searches && isOwn(literals, mapping.cache())));
			}
		}
		List<Elasticsearch> elasticsearch = server.sinks().elasticsearch();
		for (int index = 0; index < elasticsearch.size(); index++) {
			String name = elasticsearch.get(index).index();
			List<String> literals = indexLiterals(name);
			copies.add(new Copy(server.property("sinks.elasticsearch[" + index + "].index"), String.valueOf(name), "-",
					"elasticsearch", literals, searches && isOwn(literals, null)));
		}
		return copies;
	}

	/** What begins with a column could be anybody's, and is not searched. */
	private static boolean isOwn(List<String> literals, @Nullable String cache) {
		return cache != null || (!literals.isEmpty() && !literals.get(0).isEmpty());
	}

	/** What is missing or wrong is told elsewhere. */
	private static List<String> literals(@Nullable String key) {
		try {
			return (key != null) ? RowTemplate.parse(key).literals() : List.of();
		}
		catch (IllegalArgumentException ex) {
			return List.of();
		}
	}

	private static List<String> indexLiterals(@Nullable String name) {
		try {
			return (name != null) ? IndexName.parse(name).literals() : List.of();
		}
		catch (IllegalArgumentException ex) {
			return List.of();
		}
	}

	private static boolean readsTables(Server server) {
		return (server.type() == Type.MYSQL || server.type() == Type.AUTO) && server.zookeeper() == null
				&& server.port() != CANAL_PORT;
	}

	/**
	 * What a mapping writes to.
	 *
	 * @param property the property that says so
	 * @param text its value
	 * @param separator what fits between a prefix and that
	 * @param store names of different stores are never the same
	 * @param literals what stands around the columns in it; empty if it is wrong
	 * @param searched whether it is searched for what is left over
	 */
	private record Copy(String property, String text, String separator, String store, List<String> literals,
			boolean searched) {

		private boolean isSearchedWith(Copy other) {
			return this.store.equals(other.store) && (this.searched || other.searched) && !this.literals.isEmpty()
					&& !other.literals.isEmpty() && TemplateOverlap.exists(this.literals, other.literals);
		}

	}

}
