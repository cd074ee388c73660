package io.github.canalspring.sink.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long entries live. Those that were written together, such as by a snapshot, need
 * not end together.
 *
 * @param longest the time that none outlives, counted from the row's last change
 * @param jitter by how much an entry's time is shorter at most, at random; zero for none
 */
public record TimeToLive(Duration longest, Duration jitter) {

	/**
	 * Create a time to live.
	 * @throws IllegalArgumentException if an entry could live for less than a millisecond
	 */
	public TimeToLive {
		if (longest.toMillis() < 1) {
			throw new IllegalArgumentException("Time to live " + longest
					+ " is too short. Write one of at least 1ms, such as 30m, or none for entries that stay");
		}
		if (jitter.isNegative() || jitter.compareTo(longest) >= 0) {
			throw new IllegalArgumentException("Jitter " + jitter + " does not fit the time to live " + longest
					+ ". Write a shorter time, such as a tenth of it");
		}
	}

	/**
	 * Draw the time of one entry.
	 * @return milliseconds, at least 1
	 */
	long millis() {
		long millis = this.longest.toMillis();
		return this.jitter.isZero() ? millis
				: millis - ThreadLocalRandom.current().nextLong(this.jitter.toMillis() + 1);
	}

}
