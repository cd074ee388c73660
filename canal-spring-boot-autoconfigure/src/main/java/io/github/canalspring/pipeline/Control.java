package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Tells the thread of one run of a pipeline to pause or to stop. Waiting ends at once
 * when the pipeline is to stop; work in the sink is not disturbed.
 */
final class Control {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean stopping;

	private boolean paused;

	private @Nullable Thread polling;

	Control(boolean paused) {
		this.paused = paused;
	}

	void pause() {
		change(() -> this.paused = true);
	}

	void resume() {
		change(() -> this.paused = false);
	}

	void stop() {
		change(() -> {
			this.stopping = true;
			if (this.polling != null) {
				this.polling.interrupt();
			}
		});
	}

	boolean isStopping() {
		this.lock.lock();
		try {
			return this.stopping;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isPaused() {
		this.lock.lock();
		try {
			return this.paused;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Wait until the pipeline may go on or is to stop. */
	void awaitResume() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.paused && !this.stopping) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Wait for the time, unless the pipeline is to pause or stop. */
	void sleep(Duration time) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			boolean pausedBefore = this.paused;
			long nanos = time.toNanos();
			while (!this.stopping && this.paused == pausedBefore && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Poll the stream.
	 * @return what it gave; empty also if the pipeline is to stop
	 */
	List<ChangeBatch> poll(ChangeStream stream, Duration timeout) throws InterruptedException {
		return waiting(() -> stream.poll(timeout), List.of());
	}

	/**
	 * Wait for a turn.
	 * @return whether it has come; {@code false} also if the pipeline is to stop
	 */
	boolean await(Turn turn, Duration timeout) throws InterruptedException {
		return waiting(() -> turn.await(timeout), false);
	}

	/** Wait in a way that ends at once when the pipeline is to stop. */
	private <T> T waiting(Wait<T> wait, T nothing) throws InterruptedException {
		if (!enterPoll()) {
			return nothing;
		}
		try {
			return wait.get();
		}
		catch (InterruptedException ex) {
			if (isStopping()) {
				return nothing;
			}
			throw ex;
		}
		finally {
			leavePoll();
		}
	}

	private boolean enterPoll() {
		this.lock.lock();
		try {
			this.polling = this.stopping ? null : Thread.currentThread();
			return this.polling != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void leavePoll() {
		this.lock.lock();
		try {
			this.polling = null;
			if (this.stopping) {
				// Meant for the poll only: the sink is to finish undisturbed.
				Thread.interrupted();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What is waited for.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	private interface Wait<T> {

		T get() throws InterruptedException;

	}

}
