package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.sink.RefusedRows;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.TableSchema;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * Compares keys with what the mappings write. What is only evicted is the application's:
 * its keys are left out, and so are the times to live; a key that has one may be gone.
 */
final class RedisComparison implements Comparison {

	private final RedisConnector connector;

	private final List<RedisMapping> mappings;

	private final RedisReads reads;

	private final Map<TableSchema, List<Bound>> bound = new WeakHashMap<>();

	private final PendingWrites writes = new PendingWrites();

	/** What cannot be written is parked, which is told elsewhere. */
	private final RefusedRows refused = new RefusedRows();

	/**
	 * Create a comparison.
	 * @param connector opens the connection
	 * @param mappings the mappings of all tables
	 */
	RedisComparison(RedisConnector connector, List<RedisMapping> mappings) {
		this.connector = connector;
		this.mappings = mappings;
		this.reads = new RedisReads(connector);
	}

	@Override
	public Entries entries() {
		return RedisEntries.filled(this.connector, this.mappings);
	}

	@Override
	public List<Mismatch> compare(List<Change> rows) throws IOException, InterruptedException {
		List<Expectation> expected = new ArrayList<>();
		for (Change row : rows) {
			for (Bound mapping : this.bound.computeIfAbsent(row.schema(), this::bind)) {
				expected.addAll(expected(mapping, row));
			}
		}
		List<RedisReads.Answer<Object>> answers = this.reads.ask(expected, RedisComparison::send);
		List<Mismatch> mismatches = new ArrayList<>();
		for (int index = 0; index < answers.size(); index++) {
			Mismatch mismatch = expected.get(index).judge(answers.get(index));
			if (mismatch != null) {
				mismatches.add(mismatch);
			}
		}
		return mismatches;
	}

	@SuppressWarnings("unchecked")
	private static RedisFuture<Object> send(RedisClusterAsyncCommands<byte[], byte[]> commands, Expectation item) {
		return (RedisFuture<Object>) item.ask(commands);
	}

	private List<Expectation> expected(Bound mapping, Change row) {
		Expectations expectations = new Expectations(row, mapping.value());
		try {
			mapping.mapping().put(row, this.writes);
			this.writes.drainTo(expectations, this.refused, Set.of());
		}
		catch (RowConditionException ex) {
			// Refused when it was to be written, and parked.
			this.writes.clear();
		}
		this.refused.drain();
		return expectations.all();
	}

	private List<Bound> bind(TableSchema table) {
		return this.mappings.stream()
			.filter((mapping) -> mapping.table().matches(table.id()) && !(mapping.value() instanceof RedisValue.Evict))
			.map((mapping) -> new Bound(ChangeWriter.bind(mapping, table), mapping.value()))
			.toList();
	}

	@Override
	public List<Mismatch> leftOver(Collection<Entry> entries) throws IOException, InterruptedException {
		List<Entry> all = List.copyOf(entries);
		List<RedisReads.Answer<Object>> answers = this.reads.ask(all, RedisComparison::look);
		List<Mismatch> there = new ArrayList<>();
		for (int index = 0; index < answers.size(); index++) {
			Object found = answers.get(index).value();
			if (found instanceof Double || Boolean.TRUE.equals(found) || (found instanceof Long count && count > 0)) {
				there.add(Mismatch.leftOver(all.get(index), null));
			}
		}
		there.removeAll(absences(there));
		return there;
	}

	/** Those that tell that there is no row, as a cache of the application may do. */
	private List<Mismatch> absences(List<Mismatch> there) throws IOException, InterruptedException {
		Map<Mismatch, RedisValue.Format> formats = new LinkedHashMap<>();
		for (Mismatch mismatch : there) {
			for (RedisMapping mapping : this.mappings) {
				if (mapping.value() instanceof RedisValue.Formatted formatted
						&& mismatch.entry() instanceof RedisKey key && key.key().startsWith(mapping.key().prefix())) {
					formats.put(mismatch, formatted.format());
				}
			}
		}
		List<Mismatch> asked = List.copyOf(formats.keySet());
		List<RedisReads.Answer<byte[]>> answers = this.reads.ask(asked,
				(commands, mismatch) -> commands.get(bytes(((RedisKey) mismatch.entry()).key())));
		List<Mismatch> absences = new ArrayList<>();
		for (int index = 0; index < asked.size(); index++) {
			byte[] value = answers.get(index).value();
			RedisValue.Format format = formats.get(asked.get(index));
			if (value != null && format != null && format.isAbsence(value)) {
				absences.add(asked.get(index));
			}
		}
		return absences;
	}

	@SuppressWarnings("unchecked")
	private static RedisFuture<Object> look(RedisClusterAsyncCommands<byte[], byte[]> commands, Entry entry) {
		if (entry instanceof RedisMember member) {
			byte[] key = bytes(member.key());
			byte[] name = bytes(member.name());
			return (RedisFuture<Object>) (RedisFuture<?>) (member.sorted() ? commands.zscore(key, name)
					: commands.sismember(key, name));
		}
		return (RedisFuture<Object>) (RedisFuture<?>) commands.exists(bytes(((RedisKey) entry).key()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.reads.close();
	}

	private record Bound(BoundMapping mapping, RedisValue value) {

	}

}
