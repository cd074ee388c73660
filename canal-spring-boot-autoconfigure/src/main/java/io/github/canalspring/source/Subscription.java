package io.github.canalspring.source;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What the sink behind a stream wants of it.
 *
 * @param startFrom where the sink starts with a table that it does not have yet
 * @param tables the tables whose changes it wants; asked once per version of a table, the
 * rest is skipped undecoded
 * @param snapshots of these, the tables of which it also wants the rows that are there
 * already
 * @param filled whether it has all rows of a table up to the position that it keeps
 * @param entries what it holds; {@code null} if it cannot tell
 * @param building whether what it has built so far for a rebuild is there: not before the
 * rebuild begins, and no more if that is gone or was given up
 */
public record Subscription(StartFrom startFrom, Predicate<TableId> tables, Predicate<TableId> snapshots,
		Predicate<TableId> filled, @Nullable Entries entries, Predicate<Rebuild> building) {

	/**
	 * Create the subscription of a sink that builds nothing anew.
	 * @param startFrom where to start
	 * @param tables the tables
	 * @param snapshots of these, those of which existing rows are wanted
	 * @param filled whether the sink has all rows of a table
	 * @param entries what it holds; {@code null} if it cannot tell
	 */
	public Subscription(StartFrom startFrom, Predicate<TableId> tables, Predicate<TableId> snapshots,
			Predicate<TableId> filled, @Nullable Entries entries) {
		this(startFrom, tables, snapshots, filled, entries, (rebuild) -> false);
	}

	/**
	 * Whether existing rows of a table are wanted.
	 * @param table the table
	 * @return whether they are
	 */
	public boolean wantsRows(TableId table) {
		return this.tables.test(table) && this.snapshots.test(table);
	}

	/**
	 * Want the changes of tables and, when it starts with a snapshot, their rows, and be
	 * able to tell nothing.
	 * @param startFrom where to start
	 * @param tables the tables
	 * @return the subscription
	 */
	public static Subscription to(StartFrom startFrom, Predicate<TableId> tables) {
		return new Subscription(startFrom, tables, (table) -> true, (table) -> true, null);
	}

}
