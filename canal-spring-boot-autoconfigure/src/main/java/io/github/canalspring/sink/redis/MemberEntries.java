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

	private final boolean sorted;

	private final TemplateParser key;

	private final TemplateParser member;

	private final List<String> columns;

	private final List<String> reads;

	MemberEntries(RedisMapping mapping, RedisValue.Member value, TableSchema table) {
		this.mapping = new MemberMapping(mapping, value, table);
		this.sorted = value.score() != null;
		this.key = new TemplateParser(mapping.key(), table);
		this.member = new TemplateParser(value.member(), table);
		this.columns = Stream.concat(this.key.columns().stream(), this.member.columns().stream()).distinct().toList();
		this.reads = Stream
			.of(this.columns.stream(), mapping.when().columnNames().stream(), Stream.ofNullable(value.score()))
			.flatMap((names) -> names)
			.distinct()
			.toList();
	}

	/** Whether a key is one of these sets, as far as its name tells. */
	boolean isOf(String name) {
		List<List<Object>> readings = this.key.parse(name);
		return readings != null && !readings.isEmpty();
	}

	boolean isSorted() {
		return this.sorted;
	}

	@Override
	public List<String> columns() {
		return this.columns;
	}

	@Override
	public List<String> reads() {
		return this.reads;
	}

	@Override
	public @Nullable Entry entry(@Nullable Row row) {
		return this.mapping.possible(row);
	}

	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		if (!(entry instanceof PendingWrites.Member found) || found.sorted() != this.sorted) {
			return List.of();
		}
		List<List<Object>> keys = this.key.parse(found.key());
		List<List<Object>> members = this.member.parse(found.name());
		if (keys == null || members == null) {
			return null;
		}
		List<List<Object>> rows = new ArrayList<>();
		for (List<Object> ofKey : keys) {
			for (List<Object> ofMember : members) {
				List<Object> row = join(ofKey, ofMember);
				if (row != null) {
					rows.add(row);
				}
			}
		}
		return rows;
	}

	/** A column that is in both has one value. */
	private @Nullable List<Object> join(List<Object> ofKey, List<Object> ofMember) {
		Map<String, Object> values = new LinkedHashMap<>();
		for (int index = 0; index < ofKey.size(); index++) {
			values.put(this.key.columns().get(index), ofKey.get(index));
		}
		for (int index = 0; index < ofMember.size(); index++) {
			Object value = ofMember.get(index);
			Object same = values.putIfAbsent(this.member.columns().get(index), value);
			if (same != null && !ColumnText.of(same).equals(ColumnText.of(value))) {
				return null;
			}
		}
		return this.columns.stream().map(values::get).map(Objects::requireNonNull).toList();
	}

}
