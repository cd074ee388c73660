package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.canalspring.source.Entries;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.TableSchema;

/**
 * The keys of the mappings, and the members of those that rows share. Redis has one space
 * of keys for all who use it, so what a key is of is told by how it begins.
 */
final class RedisEntries implements Entries {

	private final RedisConnector connector;

	private final List<RedisMapping> mappings;

	/** Whether keys that are only evicted count. */
	private final boolean evicted;

	private RedisEntries(RedisConnector connector, List<RedisMapping> mappings, boolean evicted) {
		this.connector = connector;
		this.mappings = mappings;
		this.evicted = evicted;
	}

	/**
	 * All keys, also those that are only evicted.
	 * @param connector opens connections to look at keys
	 * @param mappings the mappings of all tables
	 */
	static RedisEntries all(RedisConnector connector, List<RedisMapping> mappings) {
		return new RedisEntries(connector, mappings, true);
	}

	/**
	 * The keys that the sink fills. What the application fills may well be there without
	 * a row, such as to remember that there is none.
	 * @param connector opens connections to look at keys
	 * @param mappings the mappings of all tables
	 */
	static RedisEntries filled(RedisConnector connector, List<RedisMapping> mappings) {
		return new RedisEntries(connector, mappings, false);
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		return of(table).map((mapping) -> mapping(mapping, table)).toList();
	}

	private EntryMapping mapping(RedisMapping mapping, TableSchema table) {
		return (mapping.value() instanceof RedisValue.Member member) ? new MemberEntries(mapping, member, table)
				: new KeyEntries(mapping, table, !this.evicted && isFilledByOthers(mapping));
	}

	private boolean isFilledByOthers(RedisMapping mapping) {
		return mapping.value() instanceof RedisValue.Evict && this.mappings.stream()
			.noneMatch((other) -> !(other.value() instanceof RedisValue.Evict)
					&& other.key().toString().equals(mapping.key().toString()));
	}

	private Stream<RedisMapping> of(TableSchema table) {
		return this.mappings.stream().filter((mapping) -> mapping.table().matches(table.id()));
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException {
		// Nobody can tell whose keys those are that begin with a column.
		List<RedisMapping> found = tables.stream()
			.flatMap(this::of)
			.filter((mapping) -> !mapping.key().prefix().isEmpty())
			.toList();
		TreeSet<String> prefixes = new TreeSet<>();
		found.forEach((mapping) -> prefixes.add(mapping.key().prefix()));
		return new RedisScan(this.connector, withoutCovered(prefixes).stream().map(RedisEntries::glob).toList(),
				found.stream().filter((mapping) -> mapping.value() instanceof RedisValue.Member).toList());
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
