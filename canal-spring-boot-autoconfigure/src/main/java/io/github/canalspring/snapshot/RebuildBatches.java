package io.github.canalspring.snapshot;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.RebuildStep;
import io.github.canalspring.source.RebuildStep.Kind;

/**
 * Makes the batches that tell the sink what to do for a rebuild.
 */
final class RebuildBatches {

	private final Clock clock;

	RebuildBatches(Clock clock) {
		this.clock = clock;
	}

	/** The rebuild goes on from here, or begins. */
	ChangeBatch begin(Rebuild rebuild, Position position) {
		return batch(rebuild, Kind.BEGIN, List.of(), position, 0);
	}

	/** The step of a job that is due and takes no rows. */
	ChangeBatch due(SnapshotJob job, Position position) {
		return batch(Objects.requireNonNull(job.rebuild()), Objects.requireNonNull(job.due()), List.of(), position, 0);
	}

	/**
	 * Rows that were read for a job.
	 * @param rows the rows, as inserts
	 * @return the same batch, if there is no rebuild
	 */
	ChangeBatch rows(SnapshotJob job, ChangeBatch rows) {
		Rebuild rebuild = job.rebuild();
		Kind kind = job.step();
		return (rebuild == null || kind == null) ? rows
				: batch(rebuild, kind, rows.changes(), rows.position(), rows.bytes());
	}

	private ChangeBatch batch(Rebuild rebuild, Kind kind, List<Change> rows, Position position, long bytes) {
		boolean milestone = rows.isEmpty();
		return new ChangeBatch(List.of(), position, this.clock.instant(), bytes, Set.of(), Leftovers.NONE, milestone,
				new RebuildStep(rebuild, kind, rows), List.of());
	}

}
