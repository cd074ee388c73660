package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.SourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then how long it is until a source deletes what a pipeline has not read,
 * and warns before that happens. On a thread of its own: the pipelines that are in danger
 * are those whose threads wait for a sink.
 */
final class PurgeWatch {

	private static final Logger logger = LoggerFactory.getLogger(PurgeWatch.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	/** Less than this part of the retention is worth a warning. */
	private static final int MARGIN = 4;

	private final List<Pipeline> pipelines;

	private final Set<Pipeline> warned = new HashSet<>();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final Thread thread;

	PurgeWatch(List<Pipeline> pipelines) {
		this.pipelines = pipelines;
		this.thread = new Thread(this::run, "canal-purge-watch");
		this.thread.setDaemon(true);
	}

	void start() {
		if (!this.pipelines.isEmpty()) {
			this.thread.start();
		}
	}

	void stop() {
		this.stopped.countDown();
	}

	private void run() {
		try {
			do {
				look();
			}
			while (!this.stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			logger.debug("Interrupted", ex);
		}
	}

	void look() {
		Map<ChangeSource, Optional<Duration>> asked = new IdentityHashMap<>();
		for (Pipeline pipeline : this.pipelines) {
			try {
				Duration retention = asked
					.computeIfAbsent(pipeline.definition().source(),
							(source) -> Optional.ofNullable(source.retention()))
					.orElse(null);
				pipeline.retention(retention);
				if (retention != null) {
					warn(pipeline, retention);
				}
			}
			catch (SourceException ex) {
				// Whoever reads the source tells that it does not answer.
				logger.debug("{}: the source does not tell its retention", pipeline.definition().name(), ex);
			}
		}
	}

	private void warn(Pipeline pipeline, Duration retention) {
		Duration left = pipeline.status().untilPurge();
		if (left == null || left.compareTo(retention.dividedBy(MARGIN)) >= 0) {
			this.warned.remove(pipeline);
		}
		else if (this.warned.add(pipeline)) {
			logger
				.warn("{}: in {} minutes the source may delete changes that the sink does not have; it keeps them for {}. "
						+ "Let the pipeline go on, end transactions that stay prepared (XA RECOVER shows them), or let the "
						+ "source keep its binlog for longer (binlog_expire_logs_seconds)",
						pipeline.definition().name(), Math.max(0, left.toMinutes()), retention);
		}
	}

}
