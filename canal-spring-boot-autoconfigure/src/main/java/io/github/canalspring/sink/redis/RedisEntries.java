package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

import io.github.canalspring.source.Entries;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.TableSchema;

/**
 * The keys of the mappings. Redis has one space of keys for all who use it, so what a key
 * is of is told by how it begins.
 */
final class RedisEntries implements Entries {

	private final RedisConnector connector;

	private final Function<TableSchema, List<BoundMapping>> mappings;

	private final Function<TableSchema, List<String>> prefixes;

	/**
	 * Create the entries.
	 * @param connector opens connections to look at keys
	 * @param mappings gives the mappings of a table
	 * @param prefixes gives what the keys of a table's mappings begin with, on any thread
	 */
	RedisEntries(RedisConnector connector, Function<TableSchema, List<BoundMapping>> mappings,
			Function<TableSchema, List<String>> prefixes) {
		this.connector = connector;
		this.mappings = mappings;
		this.prefixes = prefixes;
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		return List.copyOf(this.mappings.apply(table));
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException {
		TreeSet<String> prefixes = new TreeSet<>();
		tables.forEach((table) -> prefixes.addAll(this.prefixes.apply(table)));
		// Nobody can tell whose keys those are that begin with a column.
		prefixes.remove("");
		return new RedisScan(this.connector, withoutCovered(prefixes).stream().map(RedisEntries::glob).toList());
	}

	/** Of prefixes of which one begins with another, only the shorter one. */
	private static List<String> withoutCovered(TreeSet<String> prefixes) {
		return prefixes.stream()
			.filter((prefix) -> prefixes.headSet(prefix).stream().noneMatch(prefix::startsWith))
			.toList();
	}

	static byte[] glob(String prefix) {
		StringBuilder glob = new StringBuilder();
		for (char character : prefix.toCharArray()) {
			if ("*?[]\\^".indexOf(character) >= 0) {
				glob.append('\\');
			}
			glob.append(character);
		}
		return glob.append('*').toString().getBytes(StandardCharsets.UTF_8);
	}

}
