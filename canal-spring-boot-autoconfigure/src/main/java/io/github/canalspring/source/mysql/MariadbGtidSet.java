package io.github.canalspring.source.mysql;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * MariaDB's GTID position: for each domain the last transaction.
 */
final class MariadbGtidSet implements GtidSet {

	private static final Pattern NOTATION = Pattern.compile("\\d+-\\d+-\\d+(\\s*,\\s*\\d+-\\d+-\\d+)*");

	private final Map<String, Gtid> others;

	private final @Nullable Gtid latest;

	private MariadbGtidSet(Map<String, Gtid> others, @Nullable Gtid latest) {
		this.others = others;
		this.latest = latest;
	}

	static boolean matches(String text) {
		return NOTATION.matcher(text).matches();
	}

	/**
	 * Read a position; of several transactions in one domain the last counts.
	 */
	static MariadbGtidSet parse(String text) {
		MariadbGtidSet set = new MariadbGtidSet(Map.of(), null);
		if (text.isEmpty()) {
			return set;
		}
		for (String element : text.split(",")) {
			String[] parts = element.strip().split("-");
			Gtid.Source source = Gtid.Source.mariadb(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
			long number = Long.parseLong(parts[2]);
			set = set.with(source, number, number);
		}
		return set;
	}

	@Override
	public MariadbGtidSet with(Gtid.Source source, long first, long last) {
		Gtid gtid = new Gtid(source, last);
		if (this.latest == null || this.latest.source().key().equals(source.key())) {
			return new MariadbGtidSet(this.others, gtid);
		}
		Map<String, Gtid> all = all();
		all.remove(source.key());
		return new MariadbGtidSet(all, gtid);
	}

	@Override
	public boolean contains(GtidSet other) {
		Map<String, Gtid> mine = all();
		return other instanceof MariadbGtidSet set && set.all().values().stream().allMatch((gtid) -> {
			Gtid own = mine.get(gtid.source().key());
			return own != null && own.number() >= gtid.number();
		});
	}

	/**
	 * The transactions that a server does not have.
	 * @param state the server's {@code gtid_binlog_state}: for each domain the last
	 * transaction of each server
	 * @return their ids, separated by commas
	 */
	String notIn(String state) {
		Map<Gtid.Source, Long> last = new HashMap<>();
		for (String element : state.isEmpty() ? new String[0] : state.split(",")) {
			String[] parts = element.strip().split("-");
			last.put(Gtid.Source.mariadb(Long.parseLong(parts[0]), Long.parseLong(parts[1])), Long.parseLong(parts[2]));
		}
		return all().values()
			.stream()
			.filter((gtid) -> last.getOrDefault(gtid.source(), -1L) < gtid.number())
			.map(Gtid::get)
			.collect(Collectors.joining(","));
	}

	private Map<String, Gtid> all() {
		Map<String, Gtid> all = new TreeMap<>(this.others);
		if (this.latest != null) {
			all.put(this.latest.source().key(), this.latest);
		}
		return all;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof MariadbGtidSet set && all().equals(set.all());
	}

	@Override
	public int hashCode() {
		return all().hashCode();
	}

	@Override
	public String toString() {
		return all().values().stream().map(Gtid::get).collect(Collectors.joining(","));
	}

}
