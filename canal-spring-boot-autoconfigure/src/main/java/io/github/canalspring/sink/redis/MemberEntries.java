package io.github.canalspring.sink.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.TemplateParser;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Which members of the sets of a mapping belong to which rows of one version of a table.
 * For one thread.
 */
final class MemberEntries implements EntryMapping {

	private final MemberMapping mapping;

	private final boolean anybodys;

	private final boolean sorted;

	private final TemplateParser key;

	private final TemplateParser member;

	/** The columns of both. */
	private final List<String> named;

	/** Those by which rows are looked for: the primary key, if it is among them. */
	private final List<String> columns;

	private final List<String> reads;

	MemberEntries(RedisMapping mapping, RedisValue.Member value, TableSchema table) {
		this.mapping = new MemberMapping(mapping, value, table);
		this.anybodys = mapping.key().prefix().isEmpty();
		this.sorted = value.score() != null;
		this.key = new TemplateParser(mapping.key(), table);
		this.member = new TemplateParser(value.member(), table);
		Set<String> names = new LinkedHashSet<>(this.key.columns());
		names.addAll(this.member.columns());
		this.named = List.copyOf(names);
		boolean keyed = !table.primaryKey().isEmpty() && names.containsAll(table.primaryKey());
		this.columns = keyed ? table.primaryKey() : this.named;
		names.addAll(mapping.when().columnNames());
		if (value.score() != null) {
			names.add(value.score());
		}
		this.reads = List.copyOf(names);
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
		return this.mapping.possibleMember(row);
	}

	/**
	 * Keys that begin with a column could be anybody's, so nothing is told of them; nor
	 * of a set as a whole, which another mapping must not take for a key of its own.
	 */
	@Override
	public @Nullable List<List<Object>> rows(Entry entry) {
		if (entry instanceof RedisKey set) {
			List<List<Object>> keys = this.key.parse(set.key());
			return (keys == null || !keys.isEmpty()) ? null : keys;
		}
		if (!(entry instanceof RedisMember found) || found.sorted() != this.sorted) {
			return List.of();
		}
		List<List<Object>> keys = this.key.parse(found.key());
		List<List<Object>> members = this.member.parse(found.name());
		if ((keys != null && keys.isEmpty()) || (members != null && members.isEmpty())) {
			return List.of();
		}
		return (keys == null || members == null || this.anybodys) ? null : joined(keys, members);
	}

	private List<List<Object>> joined(List<List<Object>> keys, List<List<Object>> members) {
		List<List<Object>> rows = new ArrayList<>();
		for (List<Object> ofKey : keys) {
			for (List<Object> ofMember : members) {
				List<Object> row = row(ofKey, ofMember);
				if (row.size() == this.named.size()) {
					rows.add(this.columns.stream().map((column) -> row.get(this.named.indexOf(column))).toList());
				}
			}
		}
		return rows;
	}

	/** Shorter if a column that is in both has two values. */
	private List<Object> row(List<Object> ofKey, List<Object> ofMember) {
		List<Object> row = new ArrayList<>(ofKey);
		for (int index = 0; index < ofMember.size(); index++) {
			int place = this.named.indexOf(this.member.columns().get(index));
			if (place == row.size()) {
				row.add(ofMember.get(index));
			}
			else if (!row.get(place).equals(ofMember.get(index))) {
				return List.of();
			}
		}
		return row;
	}

}
