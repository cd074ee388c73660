package io.github.canalspring.pipeline;

import java.time.Duration;

/**
 * The timing of pipelines.
 *
 * @param poll how long to wait for changes before looking whether the source is still
 * connected
 * @param idleCheckpoint how often the position goes to the sink while the stream brings
 * nothing for it
 * @param firstRetry the pause after a first failure; it doubles with every further one
 * @param maxRetry the longest pause between two attempts
 * @param failed the pause before trying again what needs a change from outside
 * @param stop how long a pipeline may take to finish the batch at hand when the
 * application stops, before it is interrupted
 */
public record PipelineSettings(Duration poll, Duration idleCheckpoint, Duration firstRetry, Duration maxRetry,
		Duration failed, Duration stop) {

	/**
	 * What suits an application. Stopping stays within the 30 seconds that Spring Boot
	 * gives a phase.
	 * @return the default timing
	 */
	public static PipelineSettings defaults() {
		return new PipelineSettings(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(100),
				Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(20));
	}

}
