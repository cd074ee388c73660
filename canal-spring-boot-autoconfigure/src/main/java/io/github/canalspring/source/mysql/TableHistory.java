package io.github.canalspring.source.mysql;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * The tables as they are at a position, for a binlog that has no column names: begun from
 * {@code information_schema}, moved by the DDL in the binlog. What is not known for sure
 * is not in it. Immutable.
 */
final class TableHistory {

	/** Nothing is known. */
	static final TableHistory NONE = new TableHistory(Map.of(), Set.of(), Map.of(), false);

	/**
	 * Of tables that are not wanted, one of which may be renamed to one that is, of
	 * databases in which nothing is wanted yet, and of dropped tables.
	 */
	private static final int MAX_OTHERS = 32;

	private final Map<TableId, TableDefinition> tables;

	private final Set<TableId> unknown;

	/**
	 * Known not to exist. Any other that is not known may, as it may not be wanted yet.
	 */
	private final Set<TableId> dropped;

	private final Map<String, String> charsets;

	private final boolean begun;

	private volatile @Nullable String text;

	/**
	 * Create a history.
	 * @param tables the tables that are known
	 * @param unknown tables that may be there and are not known
	 * @param charsets the character set of new tables, by database
	 * @param begun whether the server was asked for all tables that were wanted
	 */
	TableHistory(Map<TableId, TableDefinition> tables, Set<TableId> unknown, Map<String, String> charsets,
			boolean begun) {
		this(tables, unknown, Set.of(), charsets, begun);
	}

	private TableHistory(Map<TableId, TableDefinition> tables, Set<TableId> unknown, Set<TableId> dropped,
			Map<String, String> charsets, boolean begun) {
		this.tables = tables;
		this.unknown = unknown;
		this.dropped = dropped;
		this.charsets = charsets;
		this.begun = begun;
	}

	@Nullable TableDefinition get(TableId table) {
		return this.tables.get(table);
	}

	boolean isBegun() {
		return this.begun;
	}

	/** The tables of a database that are known or may be there. */
	Set<TableId> in(String database) {
		Set<TableId> found = new HashSet<>(this.tables.keySet());
		found.addAll(this.unknown);
		found.removeIf((table) -> !table.database().equals(database));
		return found;
	}

	/** With a table that has become known. */
	TableHistory with(TableDefinition table) {
		Draft draft = new Draft();
		draft.tables.put(table.id(), table);
		draft.unknown.remove(table.id());
		draft.dropped.remove(table.id());
		return draft.build((any) -> true);
	}

	/** With all that another history of the same position knows. */
	TableHistory with(TableHistory other) {
		TableHistory all = this;
		for (TableDefinition table : other.tables.values()) {
			all = all.with(table);
		}
		return all;
	}

	/**
	 * What a statement makes of it.
	 * @param ddl the statement
	 * @param failed whether it ended with an error, and is logged because it did
	 * something all the same
	 * @param wanted which tables are wanted
	 * @return the history behind it, or this one if it changes nothing
	 */
	TableHistory after(Ddl ddl, boolean failed, Predicate<TableId> wanted) {
		if (ddl.isEmpty()) {
			return this;
		}
		Draft draft = new Draft();
		ddl.apply(draft);
		if (failed) {
			ddl.concerned().forEach(draft::forget);
		}
		TableHistory after = draft.build(wanted);
		return after.equals(this) ? this : after;
	}

	/**
	 * One line of text that {@link #parse} reads. It is made once.
	 */
	String text() {
		String made = this.text;
		if (made == null) {
			made = TableHistoryText.write(new TableHistoryText.Content(List.copyOf(this.tables.values()),
					List.copyOf(this.unknown), List.copyOf(this.dropped), this.charsets, this.begun));
			this.text = made;
		}
		return made;
	}

	/**
	 * Read back a text.
	 * @throws IllegalArgumentException if it is none
	 */
	static TableHistory parse(String text) {
		TableHistoryText.Content content = TableHistoryText.read(text);
		Map<TableId, TableDefinition> tables = new LinkedHashMap<>();
		content.tables().forEach((table) -> tables.put(table.id(), table));
		List<TableId> dropped = content.dropped();
		TableHistory history = new TableHistory(tables, Set.copyOf(content.unknown()),
				(dropped != null) ? new LinkedHashSet<>(dropped) : Set.of(), content.charsets(), content.begun());
		history.text = text;
		return history;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TableHistory history && this.begun == history.begun
				&& this.tables.equals(history.tables) && this.unknown.equals(history.unknown)
				&& this.dropped.equals(history.dropped) && this.charsets.equals(history.charsets);
	}

	@Override
	public int hashCode() {
		return this.tables.hashCode();
	}

	@Override
	public String toString() {
		return this.tables.keySet() + " and unknown " + this.unknown;
	}

	/**
	 * A history that is being changed.
	 */
	final class Draft {

		private final Map<TableId, TableDefinition> tables = new LinkedHashMap<>(TableHistory.this.tables);

		private final Set<TableId> unknown = new HashSet<>(TableHistory.this.unknown);

		private final Set<TableId> dropped = new LinkedHashSet<>(TableHistory.this.dropped);

		private final Map<String, String> charsets = new LinkedHashMap<>(TableHistory.this.charsets);

		private boolean begun = TableHistory.this.begun;

		private void put(TableDefinition table) {
			// As the newest one.
			this.tables.remove(table.id());
			this.tables.put(table.id(), table);
			this.unknown.remove(table.id());
			this.dropped.remove(table.id());
		}

		boolean isAbsent(TableId table) {
			return this.dropped.contains(table);
		}

		void forget(TableId table) {
			this.tables.remove(table);
			this.unknown.add(table);
			this.dropped.remove(table);
		}

		/** There may be something with the name of a dropped table. */
		void forgetDropped() {
			this.dropped.clear();
		}

		void forgetAll() {
			this.tables.clear();
			this.unknown.clear();
			this.dropped.clear();
			this.charsets.clear();
			this.begun = false;
		}

		void remove(TableId table) {
			this.tables.remove(table);
			this.unknown.remove(table);
			// As the newest one.
			this.dropped.remove(table);
			this.dropped.add(table);
		}

		void create(TableId table, TableClauses clauses) {
			try {
				put(clauses.define(table, this.charsets.get(table.database())));
			}
			catch (NotUnderstoodException ex) {
				forget(table);
			}
		}

		void copy(TableId like, TableId table) {
			TableDefinition original = this.tables.get(like);
			if (original != null) {
				put(original.withId(table));
			}
			else {
				forget(table);
			}
		}

		void alter(TableId table, TableAlteration alteration) {
			TableDefinition old = this.tables.get(table);
			if (old == null) {
				forget(table);
				return;
			}
			try {
				put(alteration.apply(old));
			}
			catch (NotUnderstoodException ex) {
				forget(table);
			}
		}

		void move(TableId from, TableId to) {
			copy(from, to);
			remove(from);
		}

		void dropDatabase(String database) {
			Stream.of(this.tables.keySet(), this.unknown)
				.flatMap(Collection::stream)
				.filter((table) -> table.database().equals(database))
				.toList()
				.forEach(this::remove);
			this.charsets.remove(database);
		}

		void charset(String database, @Nullable String charset) {
			if (charset != null) {
				this.charsets.put(database, charset);
			}
			else {
				this.charsets.remove(database);
			}
		}

		private TableHistory build(Predicate<TableId> wanted) {
			List<TableId> others = this.tables.keySet().stream().filter(wanted.negate()).toList();
			others.subList(0, Math.max(0, others.size() - MAX_OTHERS)).forEach(this.tables::remove);
			this.unknown.removeIf(wanted.negate());
			List.copyOf(this.dropped)
				.subList(0, Math.max(0, this.dropped.size() - MAX_OTHERS))
				.forEach(this.dropped::remove);
			Set<String> used = this.tables.keySet().stream().map(TableId::database).collect(Collectors.toSet());
			List<String> empty = this.charsets.keySet().stream().filter((name) -> !used.contains(name)).toList();
			empty.subList(0, Math.max(0, empty.size() - MAX_OTHERS)).forEach(this.charsets::remove);
			return new TableHistory(this.tables, Set.copyOf(this.unknown), this.dropped, this.charsets, this.begun);
		}

	}

}
