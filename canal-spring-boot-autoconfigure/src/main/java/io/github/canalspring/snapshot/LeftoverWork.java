package io.github.canalspring.snapshot;

import java.util.Set;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * The search for leftovers of the job under way, from its first page to its last. For the
 * stream's thread.
 */
final class LeftoverWork {

	private final Tables tables;

	private final Outlines outlines;

	private final Readings readings;

	private final SnapshotMeter meter;

	private final LastSchemas lastSchemas = new LastSchemas();

	private @Nullable LeftoverSearch search;

	LeftoverWork(Tables tables, Outlines outlines, Readings readings, SnapshotMeter meter) {
		this.tables = tables;
		this.outlines = outlines;
		this.readings = readings;
		this.meter = meter;
		tables.schemas().forEach(this.lastSchemas::seen);
	}

	/** Note how a table is, for when it is gone. */
	void seen(Change change) {
		this.lastSchemas.seen(change);
	}

	/**
	 * Begin with the next page, as soon as its entries are there.
	 * @return the page; {@code null} if there is none yet
	 */
	@Nullable LeftoverPage next(SnapshotJob job, Position reached) {
		LeftoverSearch current = this.search;
		if (current == null) {
			RangeFilter range = RangeFilter.of(job.range(), this.outlines.of(job.tables().get(0)));
			current = new LeftoverSearch(this.tables, job.tables(), this.lastSchemas.byTable(), range, this.readings);
			this.search = current;
		}
		return current.next(reached);
	}

	boolean isUnderWay() {
		return this.search != null;
	}

	/** Look for these once more. */
	void again(Set<Entry> entries) {
		if (this.search != null) {
			this.search.again(entries);
		}
	}

	/**
	 * Count what was looked at, and end if it was all.
	 * @return whether it has ended
	 */
	boolean endIfDone() {
		LeftoverSearch current = this.search;
		if (current == null) {
			return false;
		}
		this.meter.checked(current.takeChecked());
		if (!current.isDone()) {
			return false;
		}
		end();
		return true;
	}

	void end() {
		if (this.search != null) {
			this.search.close();
			this.search = null;
		}
	}

}
