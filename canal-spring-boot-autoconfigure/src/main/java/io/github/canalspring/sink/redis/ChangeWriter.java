package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RefusedRows;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.TableSchema;

/**
 * Makes commands of changes, as the mappings say. For one thread.
 */
final class ChangeWriter {

	private final List<RedisMapping> mappings;

	private final Map<TableSchema, List<BoundMapping>> bound = new WeakHashMap<>();

	private final PendingWrites writes = new PendingWrites();

	private final RefusedRows refusals = new RefusedRows();

	/** Keys of sets that somebody has made something else. */
	private final Set<String> foreign = new HashSet<>();

	ChangeWriter(List<RedisMapping> mappings) {
		this.mappings = mappings;
	}

	/**
	 * Look the columns of mappings up in a version of a table.
	 * @throws SinkException if a mapping names a column that it does not have
	 */
	List<BoundMapping> bind(TableSchema table) {
		List<BoundMapping> mappings = new ArrayList<>();
		for (RedisMapping mapping : this.mappings) {
			if (mapping.table().matches(table.id())) {
				mappings.add(bind(mapping, table));
			}
		}
		return mappings;
	}

	static BoundMapping bind(RedisMapping mapping, TableSchema table) {
		try {
			return BoundMapping.of(mapping, table);
		}
		catch (IllegalArgumentException ex) {
			throw new SinkException(
					"Redis mapping " + mapping + " does not fit the table " + table.id() + ": " + ex.getMessage(),
					"Correct the mapping under sinks.redis, or give the table the column", ex);
		}
	}

	void collect(Change change) {
		this.refusals.settle(change);
		List<BoundMapping> mappings = this.bound.computeIfAbsent(change.schema(), this::bind);
		// A key that one mapping gives up may be the one that another takes.
		for (BoundMapping mapping : mappings) {
			mapping.remove(change, this.writes);
		}
		for (BoundMapping mapping : mappings) {
			try {
				mapping.put(change, this.writes);
			}
			catch (RowConditionException ex) {
				this.refusals.add(change, String.valueOf(ex.getMessage()));
			}
		}
	}

	/** Remove what is left over of a row that is gone. */
	void remove(Entry entry) {
		if (entry instanceof RedisMember member) {
			this.writes.removeMember(member);
		}
		else {
			this.writes.remove(((RedisKey) entry).key());
		}
	}

	/** How many writes are to be sent. */
	int size() {
		return this.writes.size();
	}

	/**
	 * Send what was collected.
	 * @param session takes the commands
	 * @return how many writes it was
	 */
	int send(RedisSession session) throws IOException, InterruptedException {
		int size = this.writes.size();
		CommandGroup group = session.group();
		this.writes.drainTo(group, this.refusals, this.foreign);
		session.send(group);
		return size;
	}

	/** Whether all changes that were sent could be written. */
	boolean refusedNone() {
		return this.refusals.isEmpty();
	}

	/** The changes that cannot be written; they are forgotten then. */
	List<RefusedChange> refused() {
		return this.refusals.drain();
	}

	/**
	 * Begin anew, and refuse changes that add members to these keys, too.
	 * @param keys keys that are no sets
	 */
	void avoid(Set<String> keys) {
		this.foreign.addAll(keys);
		this.writes.clear();
		this.refusals.drain();
	}

	/** Begin anew; keys that were no sets may be by now. */
	void reset() {
		this.foreign.clear();
		this.writes.clear();
		this.refusals.drain();
	}

}
