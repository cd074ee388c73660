package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.TableId;
import tools.jackson.databind.JsonNode;

/**
 * Plans to build indices anew: {@code product-000002} behind the alias {@code product}.
 * Safe for use by several threads.
 */
final class RebuildPlan {

	private static final Pattern GENERATION = Pattern.compile("-[0-9]{6}");

	private static final Map<String, String> LOOK = Map.of("ignore_unavailable", "true", "expand_wildcards", "all",
			"filter_path", "*.aliases,*.settings.index.uuid");

	private final RestApi api;

	private final List<ElasticsearchMapping> mappings;

	RebuildPlan(RestApi api, List<ElasticsearchMapping> mappings) {
		this.api = api;
		this.mappings = mappings;
	}

	/**
	 * Whether an index is one that was built for a name, now or in the past.
	 * @param index the index
	 * @param name the alias or, before the first time, the index
	 * @return whether its name says so
	 */
	static boolean isGeneration(String index, String name) {
		return index.startsWith(name) && GENERATION.matcher(index.substring(name.length())).matches();
	}

	/**
	 * Plan.
	 * @param asked the tables whose indices are to be built anew
	 * @param all all tables that are wanted: of those, all that feed these indices are
	 * read
	 * @param keepOld whether the old indices are to stay
	 * @return the plan
	 * @throws IllegalArgumentException if it is not possible
	 */
	Rebuild make(List<TableId> asked, List<TableId> all, boolean keepOld) throws InterruptedException {
		Set<String> names = new LinkedHashSet<>();
		for (ElasticsearchMapping mapping : this.mappings) {
			if (asked.stream().anyMatch(mapping.table()::matches)) {
				requireFixed(mapping);
				names.add(mapping.index().toString());
			}
		}
		List<Rebuild.Copy> copies = new ArrayList<>();
		for (String name : names) {
			copies.add(copy(name, keepOld));
		}
		return new Rebuild(UUID.randomUUID().toString(), all.stream().filter((table) -> feeds(table, names)).toList(),
				copies, keepOld);
	}

	private static void requireFixed(ElasticsearchMapping mapping) {
		if (!mapping.index().isFixed()) {
			throw new IllegalArgumentException("The index " + mapping.index() + " of table " + mapping.table()
					+ " has columns in its name, so it is many indices, which no single alias can stand for. Delete "
					+ "those whose mapping is to change while the pipeline is paused, and they are filled again");
		}
	}

	private boolean feeds(TableId table, Set<String> names) {
		return this.mappings.stream()
			.anyMatch((mapping) -> mapping.table().matches(table) && names.contains(mapping.index().toString()));
	}

	private Rebuild.Copy copy(String name, boolean keepOld) throws InterruptedException {
		RestAnswer answer = this.api.start("GET", "/" + name + "," + name + "-*", LOOK, "").await();
		if (!answer.ok() && answer.status() != 404) {
			throw answer.failure();
		}
		JsonNode found = answer.json();
		List<String> behind = found.propertyNames()
			.stream()
			.filter((index) -> index.equals(name) || found.path(index).path("aliases").has(name))
			.toList();
		String next = next(name, found);
		if (behind.size() != 1) {
			throw new IllegalArgumentException(
					behind.isEmpty() ? "There is no index " + name + " yet. Its first row makes it"
							: "The alias " + name + " stands for " + behind.size() + " indices");
		}
		String old = behind.get(0);
		if (!old.equals(name)) {
			return new Rebuild.Copy(name, old, found.path(old).path("settings").path("index").path("uuid").asString(""),
					next);
		}
		if (keepOld) {
			throw new IllegalArgumentException(
					name + " is an index itself, and the alias of the new one gets its name, "
							+ "so it cannot be kept. Call rebuild(), which removes it in the moment in which " + next
							+ " takes its place; from then on old indices can be kept");
		}
		return new Rebuild.Copy(name, null, null, next);
	}

	private static String next(String name, JsonNode found) {
		TreeSet<String> generations = new TreeSet<>();
		found.propertyNames().stream().filter((index) -> isGeneration(index, name)).forEach(generations::add);
		int last = generations.isEmpty() ? 0 : Integer.parseInt(generations.last().substring(name.length() + 1));
		String next = name + String.format(Locale.ROOT, "-%06d", last + 1);
		if (next.getBytes(StandardCharsets.UTF_8).length > IndexName.LONGEST) {
			throw new IllegalArgumentException("The name of the new index would be too long: " + next);
		}
		return next;
	}

}
