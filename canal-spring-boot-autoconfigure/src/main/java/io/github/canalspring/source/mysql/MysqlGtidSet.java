package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * MySQL's GTID set: for each source, which is a server's UUID and perhaps a tag, the
 * intervals of numbers. The interval that grows is kept apart from the rest, so that the
 * next number costs no copy.
 */
final class MysqlGtidSet implements GtidSet {

	private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private final Map<String, List<Interval>> base;

	private final @Nullable String source;

	private final Interval growing;

	private MysqlGtidSet(Map<String, List<Interval>> base, @Nullable String source, Interval growing) {
		this.base = base;
		this.source = source;
		this.growing = growing;
	}

	static MysqlGtidSet of(Map<String, List<Interval>> intervals) {
		return new MysqlGtidSet(intervals, null, Interval.EMPTY);
	}

	static MysqlGtidSet parse(String text) {
		Map<String, List<Interval>> result = new TreeMap<>();
		for (String element : text.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(",")) {
			if (!element.isEmpty()) {
				parseElement(element.split(":"), result);
			}
		}
		return of(result);
	}

	private static void parseElement(String[] parts, Map<String, List<Interval>> result) {
		if (parts.length < 2 || !UUID.matcher(parts[0]).matches()) {
			throw new IllegalArgumentException("Not a GTID set: " + String.join(":", parts));
		}
		String source = parts[0];
		for (int index = 1; index < parts.length; index++) {
			if (Character.isDigit(parts[index].charAt(0))) {
				result.merge(source, List.of(Interval.parse(parts[index])), MysqlGtidSet::union);
			}
			else {
				source = parts[0] + ":" + parts[index];
			}
		}
	}

	@Override
	public MysqlGtidSet with(Gtid.Source source, long first, long last) {
		String key = source.key();
		if (key.equals(this.source) && first == this.growing.last() + 1) {
			return new MysqlGtidSet(this.base, this.source, new Interval(this.growing.first(), last));
		}
		Map<String, List<Interval>> all = all();
		List<Interval> merged = union(all.getOrDefault(key, List.of()), List.of(new Interval(first, last)));
		Interval growing = merged.stream().filter((interval) -> interval.last() >= last).findFirst().orElseThrow();
		List<Interval> rest = merged.stream().filter((interval) -> interval != growing).toList();
		all.put(key, rest);
		return new MysqlGtidSet(all, key, growing);
	}

	@Override
	public boolean contains(GtidSet other) {
		Map<String, List<Interval>> mine = all();
		return other instanceof MysqlGtidSet set && set.all()
			.entrySet()
			.stream()
			.allMatch((entry) -> entry.getValue()
				.stream()
				.allMatch((interval) -> mine.getOrDefault(entry.getKey(), List.of())
					.stream()
					.anyMatch((own) -> own.first() <= interval.first() && own.last() >= interval.last())));
	}

	/**
	 * What is in this set and not in another.
	 */
	MysqlGtidSet without(MysqlGtidSet other) {
		Map<String, List<Interval>> rest = all();
		other.all().forEach((source, intervals) -> rest.computeIfPresent(source, (key, own) -> {
			List<Interval> left = own;
			for (Interval interval : intervals) {
				left = left.stream().flatMap((one) -> one.without(interval)).toList();
			}
			return left;
		}));
		return of(rest);
	}

	/**
	 * The intervals of each source, sorted, with gaps between them.
	 */
	Map<String, List<Interval>> all() {
		Map<String, List<Interval>> all = new TreeMap<>(this.base);
		if (this.source != null) {
			all.merge(this.source, List.of(this.growing), MysqlGtidSet::union);
		}
		all.values().removeIf(List::isEmpty);
		return all;
	}

	private static List<Interval> union(List<Interval> one, List<Interval> other) {
		List<Interval> sorted = new ArrayList<>(one);
		sorted.addAll(other);
		sorted.sort((a, b) -> Long.compare(a.first(), b.first()));
		List<Interval> merged = new ArrayList<>();
		for (Interval interval : sorted) {
			Interval previous = merged.isEmpty() ? null : merged.get(merged.size() - 1);
			if (previous != null && interval.first() <= previous.last() + 1) {
				merged.set(merged.size() - 1,
						new Interval(previous.first(), Math.max(previous.last(), interval.last())));
			}
			else {
				merged.add(interval);
			}
		}
		return merged;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof MysqlGtidSet set && all().equals(set.all());
	}

	@Override
	public int hashCode() {
		return all().hashCode();
	}

	@Override
	public String toString() {
		return all().entrySet()
			.stream()
			.map((entry) -> entry.getKey() + ":"
					+ entry.getValue().stream().map(Interval::toString).collect(Collectors.joining(":")))
			.collect(Collectors.joining(","));
	}

	/**
	 * Consecutive numbers.
	 *
	 * @param first the first number
	 * @param last the last number, included
	 */
	record Interval(long first, long last) {

		static final Interval EMPTY = new Interval(0, -1);

		static Interval parse(String text) {
			int dash = text.indexOf('-');
			long first = Long.parseLong((dash < 0) ? text : text.substring(0, dash));
			long last = (dash < 0) ? first : Long.parseLong(text.substring(dash + 1));
			if (first < 1 || last < first) {
				throw new IllegalArgumentException("Not a range of transaction numbers: " + text);
			}
			return new Interval(first, last);
		}

		Stream<Interval> without(Interval other) {
			return Stream
				.of(new Interval(this.first, Math.min(this.last, other.first - 1)),
						new Interval(Math.max(this.first, other.last + 1), this.last))
				.filter((part) -> part.first <= part.last);
		}

		@Override
		public String toString() {
			return (this.first == this.last) ? Long.toString(this.first) : this.first + "-" + this.last;
		}

	}

}
