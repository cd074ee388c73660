package io.github.canalspring.source.rabbitmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.rabbitmq.client.Delivery;

/**
 * What a queue delivers again after its reader has ended: first, and in their order,
 * those messages that were not acknowledged. Of these, the sink has all up to the one
 * that its position tells. So they are held until that one is seen, or until there can be
 * no more of them: then all are new to the sink.
 */
final class Redeliveries {

	/** They come at once, or not at all. */
	private static final Duration QUIET = Duration.ofMillis(500);

	private final String applied;

	private final int limit;

	private final List<Delivery> held = new ArrayList<>();

	private boolean over;

	private long lastCame;

	/**
	 * Begin.
	 * @param applied the id of the message up to which the sink has all; empty if it has
	 * none
	 * @param limit how many may be delivered without acknowledgement
	 */
	Redeliveries(String applied, int limit) {
		this.applied = applied;
		this.limit = limit;
		this.over = applied.isEmpty();
	}

	boolean isOver() {
		return this.over;
	}

	/**
	 * Take a message that came.
	 * @param delivery the message
	 * @return whether it and all before it are in the sink
	 */
	boolean isApplied(Delivery delivery) {
		if (MessageId.of(delivery).equals(this.applied)) {
			this.held.clear();
			this.over = true;
			return true;
		}
		this.held.add(delivery);
		this.lastCame = System.nanoTime();
		this.over = !delivery.getEnvelope().isRedeliver() || this.held.size() >= this.limit;
		return false;
	}

	/** Nothing came for a moment. */
	void quiet() {
		if (!this.held.isEmpty() && System.nanoTime() - this.lastCame > QUIET.toNanos()) {
			this.over = true;
		}
	}

	/** For how long to wait for another one. */
	Duration patience(Duration timeout) {
		return (this.over || this.held.isEmpty() || timeout.compareTo(QUIET) < 0) ? timeout : QUIET;
	}

	/** Take out those that the sink does not have, once that is known. */
	List<Delivery> release() {
		List<Delivery> released = List.copyOf(this.held);
		this.held.clear();
		return released;
	}

}
