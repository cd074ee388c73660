package io.github.canalspring.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What of a stream a client was not yet given, and what it was given and has not
 * acknowledged. For one thread at a time.
 */
final class Window {

	private final Deque<EncodedEntry> waiting = new ArrayDeque<>();

	private final Deque<Delivery> delivered = new ArrayDeque<>();

	private long lastBatch;

	private long bytes;

	/** What the client was given and has not acknowledged. */
	long bytes() {
		return this.bytes;
	}

	boolean hasWaiting() {
		return !this.waiting.isEmpty();
	}

	void add(List<EncodedEntry> entries) {
		this.waiting.addAll(entries);
	}

	/**
	 * Note how far the stream got without anything for the client.
	 * @return whether the client is behind nothing else, so that it is there already
	 */
	boolean pass(Position position) {
		EncodedEntry last = this.waiting.pollLast();
		if (last != null) {
			this.waiting.addLast(last.at(position));
			return false;
		}
		Delivery delivery = this.delivered.pollLast();
		if (delivery != null) {
			List<EncodedEntry> entries = new ArrayList<>(delivery.entries());
			entries.add(entries.remove(entries.size() - 1).at(position));
			this.delivered.addLast(new Delivery(delivery.id(), entries, delivery.bytes()));
			return false;
		}
		return true;
	}

	/**
	 * Give the client what waits.
	 * @param limit how many bytes at most; one entry may be longer
	 */
	Delivery take(long limit) {
		if (this.waiting.isEmpty()) {
			return Delivery.NOTHING;
		}
		List<EncodedEntry> entries = new ArrayList<>();
		long size = 0;
		while (!this.waiting.isEmpty()
				&& (entries.isEmpty() || size + this.waiting.getFirst().bytes().length <= limit)) {
			EncodedEntry entry = this.waiting.removeFirst();
			size += entry.bytes().length;
			entries.add(entry);
		}
		Delivery delivery = new Delivery(++this.lastBatch, entries, size);
		this.delivered.addLast(delivery);
		this.bytes += size;
		return delivery;
	}

	/**
	 * The client has a batch.
	 * @return where it is then; {@code null} if the batch ends in the middle of something
	 */
	@Nullable Position acknowledge(long batch) throws Refusal {
		Delivery first = first(batch, "ack");
		this.delivered.removeFirst();
		this.bytes -= first.bytes();
		return first.position();
	}

	/**
	 * The client wants to be given a batch again. What it was given behind it comes again
	 * with it.
	 * @param batch its number; 0 for all that it has not acknowledged
	 */
	void rollBack(long batch) throws Refusal {
		if (batch != 0) {
			first(batch, "rollback");
		}
		while (!this.delivered.isEmpty()) {
			List<EncodedEntry> entries = this.delivered.removeLast().entries();
			for (int index = entries.size() - 1; index >= 0; index--) {
				this.waiting.addFirst(entries.get(index));
			}
		}
		this.bytes = 0;
	}

	private Delivery first(long batch, String request) throws Refusal {
		if (this.delivered.stream().noneMatch((delivery) -> delivery.id() == batch)) {
			throw new Refusal(Refusal.FAILED, request + " error, batchId:" + batch + " is not exist, please check");
		}
		Delivery first = this.delivered.getFirst();
		if (first.id() != batch) {
			throw new Refusal(Refusal.FAILED,
					request + " error, batchId:" + batch + " is not the firstly:" + first.id());
		}
		return first;
	}

	/** Forget everything; numbers go on growing. */
	void clear() {
		this.waiting.clear();
		this.delivered.clear();
		this.bytes = 0;
	}

}
