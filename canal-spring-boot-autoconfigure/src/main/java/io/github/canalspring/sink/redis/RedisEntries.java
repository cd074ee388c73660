package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

	/**
	 * Create the entries.
	 * @param connector opens connections to look at keys
	 * @param mappings the mappings of all tables
	 */
	RedisEntries(RedisConnector connector, List<RedisMapping> mappings) {
		this.connector = connector;
		this.mappings = mappings;
	}

	@Override
	public List<EntryMapping> mappings(TableSchema table) {
		// A key that rows share goes with its last member; to look for all of its rows at
		// once might take more memory than there is.
		List<EntryMapping> found = new ArrayList<>(members(table));
		of(table).filter((mapping) -> !(mapping.value() instanceof RedisValue.Member))
			.forEach((mapping) -> found.add(new KeyEntries(mapping, table)));
		return found;
	}

	/** Of the keys that rows share. */
	private List<MemberEntries> members(TableSchema table) {
		List<MemberEntries> found = new ArrayList<>();
		of(table).forEach((mapping) -> {
			if (mapping.value() instanceof RedisValue.Member member) {
				found.add(new MemberEntries(mapping, member, table));
			}
		});
		return found;
	}

	private Stream<RedisMapping> of(TableSchema table) {
		return this.mappings.stream().filter((mapping) -> mapping.table().matches(table.id()));
	}

	@Override
	public EntryScan scan(List<TableSchema> tables) throws IOException {
		TreeSet<String> prefixes = new TreeSet<>();
		tables.forEach((table) -> of(table).forEach((mapping) -> prefixes.add(mapping.key().prefix())));
		// Nobody can tell whose keys those are that begin with a column.
		prefixes.remove("");
		return new RedisScan(this.connector, withoutCovered(prefixes).stream().map(RedisEntries::glob).toList(),
				tables.stream().flatMap((table) -> members(table).stream()).toList());
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
