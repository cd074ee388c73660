package io.github.canalspring.sample;

import java.time.Instant;

import io.github.canalspring.PipelineStatus;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as the page shows it.
 *
 * @param name the name
 * @param state what it is doing
 * @param lagMillis by how much it is behind MySQL
 * @param events how many row changes it has applied since the start
 * @param position where in the binlog it is
 * @param lastApplied when it last applied something
 * @param error what is wrong
 */
record PipelineView(String name, PipelineStatus.State state, long lagMillis, long events, @Nullable String position,
		@Nullable Instant lastApplied, @Nullable String error) {

	static PipelineView of(PipelineStatus status) {
		return new PipelineView(status.name(), status.state(), status.lag().toMillis(), status.events(),
				status.position(), status.lastApplied(), status.error());
	}

}
