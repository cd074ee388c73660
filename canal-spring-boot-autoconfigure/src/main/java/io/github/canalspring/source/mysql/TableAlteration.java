package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code ALTER TABLE} does to the columns. All of its parts refer to the columns
 * as they were before.
 */
final class TableAlteration {

	/** Where a column is put that the statement does not place. */
	private static final String NOWHERE = "";

	private static final String FIRST = "\0";

	private final List<Placed> placed = new ArrayList<>();

	private final Map<String, Placed> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Map<String, String> renamed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Set<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	private final Set<String> ifExists = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	private @Nullable List<String> key;

	private @Nullable String charset;

	private record Placed(ColumnClause clause, String place, boolean added, boolean ifNotExists) {
	}

	/** Whether there is nothing that changes columns, or what later statements mean. */
	boolean isEmpty() {
		return !changesRows() && this.key == null && this.charset == null;
	}

	/** Whether rows may be others afterwards. */
	boolean changesRows() {
		return !this.placed.isEmpty() || !this.changed.isEmpty() || !this.renamed.isEmpty() || !this.dropped.isEmpty();
	}

	void add(ColumnClause clause, String place, boolean ifNotExists) {
		this.placed.add(new Placed(clause, place, true, ifNotExists));
		if (clause.key()) {
			this.key = List.of(clause.name());
		}
	}

	void change(String name, ColumnClause clause, String place, boolean onlyIfExists) {
		Placed change = new Placed(clause, place, false, false);
		this.changed.put(name, change);
		if (!place.equals(NOWHERE)) {
			this.placed.add(change);
		}
		if (onlyIfExists) {
			this.ifExists.add(name);
		}
		if (clause.key()) {
			this.key = List.of(clause.name());
		}
	}

	void rename(String name, String to, boolean onlyIfExists) {
		this.renamed.put(name, to);
		if (onlyIfExists) {
			this.ifExists.add(name);
		}
	}

	void drop(String name, boolean onlyIfExists) {
		this.dropped.add(name);
		if (onlyIfExists) {
			this.ifExists.add(name);
		}
	}

	void key(List<String> columns) {
		this.key = columns;
	}

	void charset(String set) {
		this.charset = set;
	}

	/** Read where a column is to stand, if that is said. */
	static String place(SqlCursor in) {
		if (in.accept("FIRST")) {
			return FIRST;
		}
		return in.accept("AFTER") ? in.name() : NOWHERE;
	}

	/**
	 * The table afterwards.
	 * @param table the table before
	 * @throws NotUnderstoodException if that is not the table that was altered
	 */
	TableDefinition apply(TableDefinition table) {
		requireColumns(table);
		if (this.charset != null && changesRows()) {
			// Which of both a new column takes.
			throw new NotUnderstoodException();
		}
		String set = table.charset();
		List<ColumnSpec> columns = new ArrayList<>();
		for (ColumnSpec column : table.columns()) {
			Placed change = this.changed.get(column.name());
			String name = this.renamed.get(column.name());
			if (change != null) {
				if (change.place().equals(NOWHERE)) {
					columns.add(change.clause().in(set));
				}
			}
			else if (!this.dropped.contains(column.name())) {
				columns.add((name != null) ? column.withName(name) : column);
			}
		}
		for (Placed one : this.placed) {
			boolean skipped = one.added() ? one.ifNotExists() && index(table.columns(), one.clause().name()) >= 0
					: !this.changed.containsValue(one) || isMissing(table, one);
			if (!skipped) {
				columns.add(index(columns, one), one.clause().in(set));
			}
		}
		requireNoneTwice(columns);
		List<String> newKey = TableClauses.spelt(columns, key(table));
		return new TableDefinition(table.id(), TableClauses.notNull(columns, newKey), newKey,
				(this.charset != null) ? this.charset : set);
	}

	private boolean isMissing(TableDefinition table, Placed change) {
		return this.changed.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue() == change && index(table.columns(), entry.getKey()) < 0);
	}

	private static int index(List<ColumnSpec> columns, Placed placed) {
		if (placed.place().equals(NOWHERE)) {
			return columns.size();
		}
		int after = placed.place().equals(FIRST) ? 0 : index(columns, placed.place()) + 1;
		if (after == 0 && !placed.place().equals(FIRST)) {
			throw new NotUnderstoodException();
		}
		return after;
	}

	private static int index(List<ColumnSpec> columns, String name) {
		for (int index = 0; index < columns.size(); index++) {
			if (columns.get(index).name().equalsIgnoreCase(name)) {
				return index;
			}
		}
		return -1;
	}

	private void requireColumns(TableDefinition table) {
		for (Set<String> names : List.of(this.changed.keySet(), this.renamed.keySet(), this.dropped)) {
			for (String name : names) {
				if (index(table.columns(), name) < 0 && !this.ifExists.contains(name)) {
					throw new NotUnderstoodException();
				}
			}
		}
	}

	private static void requireNoneTwice(List<ColumnSpec> columns) {
		long names = columns.stream().map((one) -> one.name().toLowerCase(Locale.ROOT)).distinct().count();
		if (names != columns.size() || columns.isEmpty()) {
			throw new NotUnderstoodException();
		}
	}

	private List<String> key(TableDefinition table) {
		if (this.key != null) {
			return this.key;
		}
		List<String> names = new ArrayList<>();
		for (String name : table.primaryKey()) {
			Placed change = this.changed.get(name);
			if (change != null) {
				names.add(change.clause().name());
			}
			else if (!this.dropped.contains(name)) {
				names.add(this.renamed.getOrDefault(name, name));
			}
		}
		return names;
	}

}
