package io.github.canalspring.verify;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.canalspring.source.SourceUnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries what fails for reasons that pass until it succeeds.
 */
final class Patience {

	private static final Logger logger = LoggerFactory.getLogger(Patience.class);

	private static final long PAUSE_MILLIS = 500;

	private static final long WAIT_NANOS = Duration.ofSeconds(30).toNanos();

	private final @Nullable Duration limit;

	private final BooleanSupplier stopped;

	/**
	 * Create a patience.
	 * @param limit for how long one thing is tried; {@code null} for ever
	 * @param stopped whether to give up at once
	 */
	Patience(@Nullable Duration limit, BooleanSupplier stopped) {
		this.limit = limit;
		this.stopped = stopped;
	}

	/** How long to wait for the pipeline before something is looked at again. */
	long waitNanos() {
		return (this.limit != null) ? Math.min(this.limit.toNanos(), WAIT_NANOS) : WAIT_NANOS;
	}

	/**
	 * Try until it succeeds.
	 * @throws EndedException if it does not in time
	 */
	<T> T until(Attempt<T> attempt) throws EndedException, InterruptedException {
		long start = System.nanoTime();
		while (true) {
			requireRunning();
			try {
				return attempt.run();
			}
			catch (LookAgainException | IOException | SourceUnreachableException ex) {
				logger.debug("Looked at again", ex);
				if (this.limit != null && System.nanoTime() - start >= this.limit.toNanos()) {
					throw new EndedException(String.valueOf(ex.getMessage()));
				}
			}
			sleep(PAUSE_MILLIS);
		}
	}

	/**
	 * Wait.
	 * @throws EndedException if everything is to stop
	 */
	void sleep(long millis) throws EndedException, InterruptedException {
		long left = millis;
		while (left > 0) {
			requireRunning();
			TimeUnit.MILLISECONDS.sleep(Math.min(left, PAUSE_MILLIS));
			left -= PAUSE_MILLIS;
		}
	}

	private void requireRunning() throws EndedException {
		if (this.stopped.getAsBoolean()) {
			throw new EndedException("The pipeline was stopped");
		}
	}

	/**
	 * What is tried.
	 *
	 * @param <T> what comes of it
	 */
	interface Attempt<T> {

		T run() throws LookAgainException, IOException, EndedException, InterruptedException;

	}

}
