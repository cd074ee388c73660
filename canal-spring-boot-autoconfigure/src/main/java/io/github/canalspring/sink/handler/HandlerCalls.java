package io.github.canalspring.sink.handler;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * How handler methods are called: how often before a call counts as failed, and whether
 * the others then wait for it.
 */
public final class HandlerCalls {

	private final RetryTemplate retries;

	private final boolean parking;

	/**
	 * Create a way to call.
	 * @param parking whether changes whose call has failed are refused, for the pipeline
	 * to park them; else the failure is thrown, for the pipeline to try again for ever
	 * @param attempts how often a call is tried before it has failed; at least once
	 * @param delay the pause before the second attempt; each further one is twice as long
	 * @param maxDelay the longest pause
	 */
	public HandlerCalls(boolean parking, int attempts, Duration delay, Duration maxDelay) {
		this.parking = parking;
		this.retries = new RetryTemplate(RetryPolicy.builder()
			.maxRetries(attempts - 1)
			.delay(delay)
			.multiplier(2)
			.maxDelay(maxDelay)
			.includes(HandlerException.class)
			.build());
	}

	/** One attempt, and everything waits when it fails. */
	static HandlerCalls once() {
		return new HandlerCalls(false, 1, Duration.ofMillis(1), Duration.ofMillis(1));
	}

	boolean isParking() {
		return this.parking;
	}

	/**
	 * Call until it succeeds or has failed often enough.
	 * @throws HandlerException if it has failed
	 * @throws InterruptedException if the pipeline is to stop
	 */
	void call(Call call) throws Exception {
		try {
			call.run();
		}
		catch (HandlerException ex) {
			callAgain(call, ex);
		}
	}

	private void callAgain(Call call, HandlerException failure) throws Exception {
		Iterator<HandlerException> failed = List.of(failure).iterator();
		try {
			this.retries.execute(() -> {
				if (failed.hasNext()) {
					// The first attempt is the one that has been made.
					throw failed.next();
				}
				call.run();
				return true;
			});
		}
		catch (RetryException ex) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw (Exception) ex.getCause();
		}
	}

	/**
	 * A call of a handler method.
	 */
	interface Call {

		void run() throws Exception;

	}

}
