package io.github.canalspring.source.canal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The pauses between attempts to connect, each longer than the one before. For one
 * thread, but for {@link #end()}.
 */
final class Pauses {

	private static final long FIRST = 100;

	private static final long LONGEST = Duration.ofSeconds(30).toMillis();

	private static final long JITTER = 50;

	private final Semaphore ends = new Semaphore(0);

	private @Nullable BackOffExecution backOff;

	/** Begin anew with a short one. */
	void reset() {
		this.backOff = null;
	}

	void pause() throws InterruptedException {
		BackOffExecution execution = this.backOff;
		if (execution == null) {
			ExponentialBackOff exponential = new ExponentialBackOff(FIRST, 2);
			exponential.setMaxInterval(LONGEST);
			exponential.setJitter(JITTER);
			execution = exponential.start();
			this.backOff = execution;
		}
		if (this.ends.tryAcquire(execution.nextBackOff(), TimeUnit.MILLISECONDS)) {
			this.ends.drainPermits();
			reset();
		}
	}

	/** End the pause that is under way, or else the next one. From any thread. */
	void end() {
		this.ends.release();
	}

}
