package io.github.canalspring.pipeline;

import java.time.Duration;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Failed attempts at one thing: how long to wait before the next one, and whether this
 * one is worth a log line.
 */
final class Attempts {

	private final BackOffExecution backOff;

	private final long since = System.nanoTime();

	private long failed;

	Attempts(PipelineSettings settings) {
		ExponentialBackOff exponential = new ExponentialBackOff(settings.firstRetry().toMillis(), 2);
		exponential.setMaxInterval(settings.maxRetry().toMillis());
		exponential.setJitter(settings.firstRetry().toMillis() / 2);
		this.backOff = exponential.start();
	}

	/**
	 * Count a failure.
	 * @return the time to wait
	 */
	Duration next() {
		this.failed++;
		return Duration.ofMillis(this.backOff.nextBackOff());
	}

	/** Whether to log this failure: the first, the second, the fourth, and so on. */
	boolean isWorthTelling() {
		return Long.bitCount(this.failed) == 1;
	}

	boolean hasFailed() {
		return this.failed > 0;
	}

	@Override
	public String toString() {
		long millis = Duration.ofNanos(System.nanoTime() - this.since).toMillis();
		return this.failed + ((this.failed == 1) ? " failed attempt in " : " failed attempts in ") + millis + " ms";
	}

}
