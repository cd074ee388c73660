package io.github.canalspring;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How one pipeline is doing: a snapshot of its state, safe to keep.
 *
 * @param name the pipeline's name: its sink's, such as {@code redis},
 * {@code elasticsearch} or {@code handlers}; for a server under {@code canal.servers}
 * with its name in front, such as {@code stock-redis}
 * @param state what it is doing
 * @param position the position after the last batch that the sink has, in a form for
 * people; {@code null} before the first
 * @param lag the time by which the sink is behind the source: zero when it has caught up
 * @param events the number of row changes applied since the application started
 * @param lastApplied when the sink last took a batch; {@code null} before the first
 * @param error why it is not running, or the failure that is being retried; {@code null}
 * when all is well
 * @param untilPurge the time until the source may delete changes that the sink does not
 * have yet, if the pipeline stays where it is: the source's retention less the lag;
 * negative if that may have happened; {@code null} if the source keeps everything, or
 * before that is known
 * @param snapshot how far it is with reading rows that tables have already; {@code null}
 * if there is nothing to read
 * @param parked what could not be applied and waits in the parking place while the rest
 * goes on; {@code null} if there is nothing
 * @param verification what comparing the copies with MySQL has found; {@code null} if
 * they were not compared since the application started
 */
public record PipelineStatus(String name, State state, @Nullable String position, Duration lag, long events,
		@Nullable Instant lastApplied, @Nullable String error, @Nullable Duration untilPurge,
		@Nullable SnapshotStatus snapshot, @Nullable Parked parked, @Nullable VerifyStatus verification) {

	public PipelineStatus(String name, State state, @Nullable String position, Duration lag, long events,
			@Nullable Instant lastApplied, @Nullable String error, @Nullable Duration untilPurge,
			@Nullable SnapshotStatus snapshot, @Nullable Parked parked) {
		this(name, state, position, lag, events, lastApplied, error, untilPurge, snapshot, parked, null);
	}

	public PipelineStatus(String name, State state, @Nullable String position, Duration lag, long events,
			@Nullable Instant lastApplied, @Nullable String error) {
		this(name, state, position, lag, events, lastApplied, error, null, null, null);
	}

	public PipelineStatus(String name, State state, @Nullable String position, Duration lag, long events,
			@Nullable Instant lastApplied, @Nullable String error, @Nullable Duration untilPurge) {
		this(name, state, position, lag, events, lastApplied, error, untilPurge, null, null);
	}

	/**
	 * How much waits in a pipeline's parking place.
	 *
	 * @param keys of how many rows; those that a change of the primary key links count as
	 * one
	 * @param changes how many changes
	 * @param bytes the room that they take
	 * @param since when the oldest was parked
	 * @param reason why the oldest could not be applied
	 */
	public record Parked(int keys, int changes, long bytes, Instant since, String reason) {

	}

	/**
	 * What a pipeline is doing.
	 */
	public enum State {

		/** Not started, or stopped with the application. */
		STOPPED,

		/** Waiting for its source or its sink to be reachable for the first time. */
		STARTING,

		/** Reading and applying. */
		RUNNING,

		/** Held by {@link CanalOperations#pause}. */
		PAUSED,

		/** The source is unreachable; it reconnects by itself. */
		DISCONNECTED,

		/** The sink refuses the current batch; it is tried again until it succeeds. */
		RETRYING,

		/** It cannot go on without a change from outside; the error says which. */
		FAILED

	}

}
