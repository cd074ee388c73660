package io.github.canalspring.sink.elasticsearch;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Which indices a position speaks for: those that had everything up to it when it was
 * kept. An index of a new mapping, or one that was deleted or made anew, lacks what was
 * there before.
 */
final class Coverage {

	private final List<ElasticsearchMapping> mappings;

	Coverage(List<ElasticsearchMapping> mappings) {
		this.mappings = mappings;
	}

	/**
	 * The indices to look at before anything is written.
	 * @param stored the position that was kept; {@code null} if there is none
	 * @return their names, without those that columns make and that are not known yet
	 */
	Set<String> names(CheckpointDocument.@Nullable Stored stored) {
		Set<String> names = new LinkedHashSet<>();
		for (ElasticsearchMapping mapping : this.mappings) {
			if (mapping.index().isFixed()) {
				names.add(mapping.index().toString());
				if (stored != null) {
					names.addAll(built(mapping, stored).keySet());
				}
			}
			else if (stored != null) {
				names.addAll(made(mapping, stored).keySet());
			}
		}
		return names;
	}

	/** The indices that were being built for a name. */
	private static Map<String, String> built(ElasticsearchMapping mapping, CheckpointDocument.Stored stored) {
		return stored.indices()
			.entrySet()
			.stream()
			.filter((entry) -> RebuildPlan.isGeneration(entry.getKey(), mapping.index().toString()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/**
	 * The indices that were being built and are what they were then.
	 * @param stored the position that was kept
	 * @param indices the indices as they are now
	 * @return their names
	 */
	Set<String> built(CheckpointDocument.Stored stored, Indices indices) {
		Map<String, String> now = indices.uuids();
		return this.mappings.stream()
			.flatMap((mapping) -> built(mapping, stored).entrySet().stream())
			.filter((entry) -> !entry.getValue().isEmpty() && entry.getValue().equals(now.get(entry.getKey())))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	private static Map<String, String> made(ElasticsearchMapping mapping, CheckpointDocument.Stored stored) {
		return stored.indices()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().isEmpty() && mapping.index().matches(entry.getKey()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/**
	 * What to keep beside a position.
	 * @param indices the indices
	 * @return their UUIDs by name; empty for those that do not exist yet
	 */
	Map<String, String> of(Indices indices) {
		Map<String, String> covered = new LinkedHashMap<>(indices.uuids());
		this.mappings.forEach((mapping) -> covered.putIfAbsent(mapping.index().toString(), ""));
		return covered;
	}

	/**
	 * The mappings whose indices lack what was there before a position.
	 * @param stored the position that was kept
	 * @param indices the indices as they are now
	 * @return those mappings
	 */
	List<ElasticsearchMapping> missing(CheckpointDocument.Stored stored, Indices indices) {
		Map<String, String> now = indices.uuids();
		return this.mappings.stream().filter((mapping) -> isMissing(mapping, stored, now)).toList();
	}

	private static boolean isMissing(ElasticsearchMapping mapping, CheckpointDocument.Stored stored,
			Map<String, String> now) {
		String name = mapping.index().toString();
		String then = stored.indices().get(name);
		if (mapping.index().isFixed()) {
			// One that was built has taken its place, and that was not noted any more.
			return then == null || !(then.isEmpty() || then.equals(now.get(name))
					|| built(mapping, stored).containsValue(Objects.requireNonNullElse(now.get(name), "-")));
		}
		return then == null || made(mapping, stored).entrySet()
			.stream()
			.anyMatch((entry) -> !entry.getValue().equals(now.get(entry.getKey())));
	}

}
