package io.github.canalspring.snapshot;

import java.util.List;

import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.RebuildStep.Kind;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Tables that are to be read, after which what is left over of them is searched for. For
 * a rebuild they are read twice, to fill and to check, and two steps without rows follow
 * the search.
 *
 * @param tables the tables, in the order in which they are read
 * @param next the number of the table being read; that of all tables when their rows are
 * done
 * @param after the key of the last row that was read of that table; empty before its
 * first row
 * @param rows how many rows of that table were read
 * @param range which part of the tables is read
 * @param rebuild what is made anew with these rows; {@code null} if nothing is
 * @param step how far that is; {@code null} if there is no rebuild
 */
record SnapshotJob(List<TableId> tables, int next, List<String> after, long rows, KeyRange range,
		@Nullable Rebuild rebuild, @Nullable Kind step) {

	SnapshotJob {
		tables = List.copyOf(tables);
		after = List.copyOf(after);
	}

	static SnapshotJob of(List<TableId> tables, KeyRange range) {
		return new SnapshotJob(tables, 0, List.of(), 0, range, null, null);
	}

	static SnapshotJob of(Rebuild rebuild) {
		return new SnapshotJob(rebuild.tables(), 0, List.of(), 0, KeyRange.ALL, rebuild, Kind.FILL);
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
		return at(this.next, key, this.rows + read, this.step);
	}

	/** The table is done. */
	SnapshotJob nextTable() {
		boolean filled = this.step == Kind.FILL && this.next + 1 == this.tables.size();
		return filled ? at(0, List.of(), 0, Kind.CHECK) : at(this.next + 1, List.of(), 0, this.step);
	}

	/** Whether the tables are about to be read for the second time. */
	boolean begunCheck() {
		return this.step == Kind.CHECK && this.next == 0 && this.after.isEmpty();
	}

	/** The rows are done, and what is left over is removed. */
	@Nullable SnapshotJob afterLeftovers() {
		return (this.rebuild != null) ? at(this.next, List.of(), 0, Kind.SWITCH) : null;
	}

	/** The step that is due and takes no rows. */
	@Nullable Kind due() {
		return (this.step == Kind.SWITCH || this.step == Kind.DROP) ? this.step : null;
	}

	/** That step is done. */
	@Nullable SnapshotJob afterStep() {
		boolean drops = this.step == Kind.SWITCH && this.rebuild != null && this.rebuild.leavesOld();
		return drops ? at(this.next, List.of(), 0, Kind.DROP) : null;
	}

	/** Whether something is being built: not once only the old one is left to remove. */
	boolean builds() {
		return this.rebuild != null && this.step != Kind.DROP;
	}

	private SnapshotJob at(int table, List<String> key, long count, @Nullable Kind kind) {
		return new SnapshotJob(this.tables, table, key, count, this.range, this.rebuild, kind);
	}

}
