package io.github.canalspring.sink.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.ColumnText;
import io.github.canalspring.sink.TemplateParser;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Which members of shared keys belong to which rows of one version of a table. For one
 * thread.
 */
final class MemberEntries implements EntryMapping {

	private final MemberMapping mapping;

	private final boolean anybodys;

	private final boolean sorted;

	private final TemplateParser key;

	private final TemplateParser member;

	private final List<String> columns;

	private final List<String> reads;

	MemberEntries(RedisMapping mapping, RedisValue.Member value, TableSchema table) {
		this.mapping = new MemberMapping(mapping, value, table);
		this.anybodys = mapping.key().prefix().isEmpty();
		this.sorted = value.score() != null;
		this.key = new TemplateParser(mapping.key(), table);
		this.member = new TemplateParser(value.member(), table);
		this.columns = Stream.concat(this.key.columns().stream(), this.member.columns().stream()).distinct().toList();
		this.reads = Stream
			.concat(Stream.concat(this.columns.stream(), mapping.when().columnNames().stream()),
					Stream.ofNullable(value.score()))
			.distinct()
			.toList();
	}

	@Override
	public List<String> columns() {
		return this.columns;
	}

	@Override
	public List<String> reads() {
		return this.reads;
	}

	/** A row whose condition cannot be told keeps what it has. */
	@Override
	public @Nullable Entry entry(@Nullable Row row) {
		return this.mapping.possible(row);
	}

	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		if (!(entry instanceof RedisMember found) || found.sorted() != this.sorted) {
			return List.of();
		}
		List<List<Object>> keys = this.anybodys ? null : this.key.parse(found.key());
		List<List<Object>> members = this.member.parse(found.name());
		if (keys == null || members == null) {
			return null;
		}
		List<List<Object>> rows = new ArrayList<>();
		keys.forEach((one) -> members.forEach((other) -> {
			Map<String, Object> values = values(this.key.columns(), one);
			// A column that is in both has one value.
			boolean fits = values(this.member.columns(), other).entrySet().stream().allMatch((value) -> {
				Object before = values.putIfAbsent(value.getKey(), value.getValue());
				return before == null || ColumnText.of(before).equals(ColumnText.of(value.getValue()));
			});
			if (fits) {
				rows.add(
						this.columns.stream().<Object>map((name) -> Objects.requireNonNull(values.get(name))).toList());
			}
		}));
		return rows;
	}

	private static Map<String, Object> values(List<String> names, List<Object> values) {
		Map<String, Object> byName = new LinkedHashMap<>();
		for (int index = 0; index < names.size(); index++) {
			byName.put(names.get(index), values.get(index));
		}
		return byName;
	}

}
