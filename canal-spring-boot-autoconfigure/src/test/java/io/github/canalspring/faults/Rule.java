package io.github.canalspring.faults;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a {@link Proxy} does when some bytes pass for the n-th time. The action runs on
 * the thread that forwards them; when it is over, their connection ends.
 */
final class Rule {

	/**
	 * When exactly the action runs.
	 */
	enum Moment {

		/** Before the bytes reach the other side in full. */
		BEFORE,

		/** When the other side has been sent the bytes. */
		AFTER,

		/** When the other side has answered, and the answer is held back. */
		BEFORE_ANSWER,

		/** When the beginning of the answer has been forwarded. */
		AFTER_ANSWER

	}

	private final Moment moment;

	private final boolean request;

	private final byte[] bytes;

	private final int[] fallback;

	private final int occurrence;

	private final Runnable action;

	private final AtomicBoolean done = new AtomicBoolean();

	private final Lock acting = new ReentrantLock();

	private final CountDownLatch released = new CountDownLatch(1);

	private final Map<Object, Integer> matched = new WeakHashMap<>();

	private int seen;

	/** The connection whose answer is waited for. */
	private Object asking;

	private Rule(Moment moment, boolean request, String text, int occurrence, Runnable action) {
		this.moment = moment;
		this.request = request;
		this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		this.fallback = fallback(this.bytes);
		this.occurrence = occurrence;
		this.action = action;
	}

	/** On what the application sends. */
	static Rule onRequest(Moment moment, String text, int occurrence, Runnable action) {
		return new Rule(moment, true, text, occurrence, action);
	}

	/** On what the server sends. */
	static Rule onReply(Moment moment, String text, int occurrence, Runnable action) {
		return new Rule(moment, false, text, occurrence, action);
	}

	/** Hold the bytes back until the rule is removed. */
	static Rule holdRequest(String text, int occurrence) {
		CountDownLatch[] latch = new CountDownLatch[1];
		Rule rule = new Rule(Moment.BEFORE, true, text, occurrence, () -> {
			try {
				latch[0].await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		latch[0] = rule.released;
		return rule;
	}

	/**
	 * Look at one byte.
	 * @return how much of the chunk is to be forwarded before the action runs; -1 if it
	 * does not run
	 */
	synchronized int pass(Object connection, byte next, boolean ofRequest, int index) {
		if (this.done.get()) {
			return -1;
		}
		if (ofRequest != this.request) {
			boolean answer = connection == this.asking;
			return !answer ? -1 : (this.moment == Moment.BEFORE_ANSWER) ? index : Integer.MAX_VALUE;
		}
		if (!matches(connection, next) || ++this.seen != this.occurrence) {
			return -1;
		}
		if (this.moment == Moment.BEFORE) {
			return Math.max(0, index + 1 - this.bytes.length);
		}
		if (this.moment == Moment.AFTER) {
			return index + 1;
		}
		this.asking = connection;
		return -1;
	}

	private boolean matches(Object connection, byte next) {
		int state = this.matched.getOrDefault(connection, 0);
		while (state > 0 && this.bytes[state] != next) {
			state = this.fallback[state - 1];
		}
		state = (this.bytes[state] == next) ? state + 1 : 0;
		boolean whole = state == this.bytes.length;
		this.matched.put(connection, whole ? 0 : state);
		return whole;
	}

	/** Knuth, Morris and Pratt. */
	private static int[] fallback(byte[] bytes) {
		int[] fallback = new int[bytes.length];
		for (int index = 1, state = 0; index < bytes.length; index++) {
			while (state > 0 && bytes[index] != bytes[state]) {
				state = fallback[state - 1];
			}
			state = (bytes[index] == bytes[state]) ? state + 1 : 0;
			fallback[index] = state;
		}
		return fallback;
	}

	void run() {
		this.acting.lock();
		try {
			if (this.done.compareAndSet(false, true)) {
				this.action.run();
			}
		}
		finally {
			this.acting.unlock();
		}
	}

	boolean hasRun() {
		return this.done.get();
	}

	/** When it returns, the action does not run any more. */
	void release() {
		this.done.set(true);
		this.released.countDown();
		this.acting.lock();
		this.acting.unlock();
	}

	@Override
	public String toString() {
		return this.moment + " '" + new String(this.bytes, StandardCharsets.ISO_8859_1).strip() + "' "
				+ this.occurrence;
	}

}
