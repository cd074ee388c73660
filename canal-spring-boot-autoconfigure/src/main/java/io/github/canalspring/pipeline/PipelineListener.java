package io.github.canalspring.pipeline;

import java.time.Duration;

/**
 * Told what pipelines do, for metrics. Called on the pipelines' threads, so it has to be
 * quick and must not throw.
 */
public interface PipelineListener {

	/** Does nothing. */
	PipelineListener NOOP = new PipelineListener() {
	};

	/**
	 * A sink has taken batches.
	 * @param pipeline the pipeline's name
	 * @param changes the number of row changes
	 * @param bytes roughly the memory they took
	 * @param latency the time from the commit of the oldest of them, by the source's
	 * clock, until now; not negative
	 */
	default void applied(String pipeline, int changes, long bytes, Duration latency) {
	}

	/**
	 * An attempt to start, to read or to apply has failed and will be repeated.
	 * @param pipeline the pipeline's name
	 * @param failure what went wrong
	 */
	default void failed(String pipeline, Throwable failure) {
	}

}
