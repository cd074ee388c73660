package io.github.canalspring.snapshot;

import java.util.List;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The tables whose rows a sink wants.
 *
 * @param source tells how they are
 * @param reader reads them
 * @param subscription what the sink wants
 * @param schemas how they were when the stream was opened; empty if that is not known
 * @param entries what the sink holds of them; {@code null} if it cannot tell, or
 * leftovers are to stay
 */
record Tables(ChangeSource source, TableReader reader, Subscription subscription, List<TableSchema> schemas,
		@Nullable Entries entries) {

	boolean wantsRows(TableId table) {
		return this.subscription.wantsRows(table);
	}

	/** Whether the sink is at what a job is for. */
	boolean builds(SnapshotJob job) {
		return job.rebuild() != null && this.subscription.building().test(job.rebuild());
	}

	/** As they are now. */
	List<TableSchema> describe() {
		return this.source.describe(this::wantsRows);
	}

}
