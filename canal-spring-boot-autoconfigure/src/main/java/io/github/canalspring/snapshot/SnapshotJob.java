package io.github.canalspring.snapshot;

import java.util.List;

import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.TableId;

/**
 * Tables that are to be read, after which what is left over of them is searched for.
 *
 * @param tables the tables, in the order in which they are read
 * @param next the number of the table being read; that of all tables when their rows are
 * done
 * @param after the key of the last row that was read of that table; empty before its
 * first row
 * @param rows how many rows of that table were read
 * @param range which part of the tables is read
 */
record SnapshotJob(List<TableId> tables, int next, List<String> after, long rows, KeyRange range) {

	SnapshotJob {
		tables = List.copyOf(tables);
		after = List.copyOf(after);
	}

	static SnapshotJob of(List<TableId> tables, KeyRange range) {
		return new SnapshotJob(tables, 0, List.of(), 0, range);
	}

	boolean hasRows() {
		return this.next < this.tables.size();
	}

	TableId table() {
		return this.tables.get(this.next);
	}

	/** The tables whose rows are not done. */
	List<TableId> left() {
		return this.tables.subList(this.next, this.tables.size());
	}

	/** Rows of the table were read, and it has more. */
	SnapshotJob behind(List<String> key, int read) {
		return new SnapshotJob(this.tables, this.next, key, this.rows + read, this.range);
	}

	/** The table is done. */
	SnapshotJob nextTable() {
		return new SnapshotJob(this.tables, this.next + 1, List.of(), 0, this.range);
	}

}
