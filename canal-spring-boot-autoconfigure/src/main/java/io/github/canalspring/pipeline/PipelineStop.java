package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends pipelines, in bounded time.
 */
final class PipelineStop {

	private static final Logger logger = LoggerFactory.getLogger(PipelineStop.class);

	/** How long an interrupted pipeline is waited for. */
	private static final Duration GRACE = Duration.ofSeconds(2);

	private PipelineStop() {
	}

	/**
	 * Stop pipelines, and disturb those that take too long.
	 * @param pipelines the pipelines
	 * @param timeout how long they may take to finish the batch at hand
	 */
	static void end(List<Pipeline> pipelines, Duration timeout) throws InterruptedException {
		pipelines.forEach(Pipeline::stop);
		List<Pipeline> late = join(pipelines, timeout);
		late.forEach((pipeline) -> {
			logger.warn("{}: not stopped within {} s, it is interrupted", pipeline.definition().name(),
					timeout.toSeconds());
			pipeline.interrupt();
		});
		join(late, GRACE).forEach((pipeline) -> logger.error("{}: does not stop; its thread is left behind",
				pipeline.definition().name()));
	}

	/** Wait for all and give back those that have not ended in time. */
	private static List<Pipeline> join(List<Pipeline> pipelines, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		List<Pipeline> late = new ArrayList<>();
		for (Pipeline pipeline : pipelines) {
			if (!pipeline.join(Duration.ofNanos(deadline - System.nanoTime()))) {
				late.add(pipeline);
			}
		}
		return late;
	}

}
