package io.github.canalspring.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.verify.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline is: written by its thread, read and waited for by any.
 */
final class Progress {

	private final String name;

	private final Clock clock;

	private final Parking parking;

	private final Verifier verifier;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition advanced = this.lock.newCondition();

	private State state = State.STOPPED;

	private @Nullable String error;

	private @Nullable ChangeStream stream;

	private boolean snapshotPaused;

	private @Nullable Position position;

	private boolean connectedOnce;

	private boolean caughtUp;

	/** Up to here, in the source's time, the sink is known to have everything. */
	private Instant currentAsOf;

	private @Nullable Duration retention;

	private long events;

	private @Nullable Instant lastApplied;

	Progress(String name, Clock clock, Parking parking, Verifier verifier) {
		this.name = name;
		this.parking = parking;
		this.verifier = verifier;
		this.clock = clock;
		this.currentAsOf = clock.instant();
	}

	void state(State newState, @Nullable String newError) {
		write(() -> {
			this.state = newState;
			this.error = newError;
		});
	}

	void retention(@Nullable Duration newRetention) {
		write(() -> this.retention = newRetention);
	}

	void opened(ChangeStream newStream, Position start) {
		write(() -> {
			this.stream = newStream;
			newStream.pauseSnapshot(this.snapshotPaused);
			this.position = start;
			this.caughtUp = false;
			this.state = State.RUNNING;
			this.error = null;
		});
	}

	/** Hold the reading of tables, of this stream and of later ones, or let it go on. */
	void pauseSnapshot(boolean paused) {
		write(() -> {
			this.snapshotPaused = paused;
			if (this.stream != null) {
				this.stream.pauseSnapshot(paused);
			}
		});
	}

	/**
	 * Wait until there is a stream.
	 * @return the stream; {@code null} if the time is up
	 */
	@Nullable ChangeStream awaitStream(long deadlineNanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.stream == null) {
				long nanos = deadlineNanos - System.nanoTime();
				if (nanos <= 0) {
					return null;
				}
				this.advanced.await(nanos, TimeUnit.NANOSECONDS);
			}
			return this.stream;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The stream is closed.
	 * @return whether it had been connected
	 */
	boolean closed() {
		this.lock.lock();
		try {
			boolean connected = this.connectedOnce;
			this.stream = null;
			this.caughtUp = false;
			this.connectedOnce = false;
			return connected;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The stream has nothing more at the moment. */
	void drained(boolean connected) {
		write(() -> {
			this.connectedOnce |= connected;
			this.caughtUp = connected;
			if (connected) {
				this.currentAsOf = this.clock.instant();
			}
		});
	}

	/** There is something to apply. */
	void received() {
		write(() -> {
			this.connectedOnce = true;
			this.caughtUp = false;
		});
	}

	/** Nothing up to the position concerned the sink. */
	void skipped(Position newPosition, Instant committedAt) {
		write(() -> advance(newPosition, committedAt));
	}

	void applied(Position newPosition, Instant committedAt, int changes) {
		write(() -> {
			advance(newPosition, committedAt);
			this.events += changes;
			this.lastApplied = this.clock.instant();
			this.state = State.RUNNING;
			this.error = null;
		});
	}

	private void advance(Position newPosition, Instant committedAt) {
		this.position = newPosition;
		if (!this.caughtUp) {
			this.currentAsOf = committedAt;
		}
	}

	boolean awaitApplied(Position target, long deadlineNanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.position == null || this.stream == null || this.parking.isReplayPending()
					|| !this.position.reaches(target)) {
				long nanos = deadlineNanos - System.nanoTime();
				if (nanos <= 0) {
					return false;
				}
				this.advanced.await(nanos, TimeUnit.NANOSECONDS);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	PipelineStatus status() {
		this.lock.lock();
		try {
			String disconnected = (this.stream != null && this.state == State.RUNNING) ? this.stream.disconnected()
					: null;
			State shown = (disconnected == null) ? this.state
					: this.connectedOnce ? State.DISCONNECTED : State.STARTING;
			Duration lag = lag(disconnected);
			return new PipelineStatus(this.name, shown, (this.position != null) ? this.position.toString() : null, lag,
					this.events, this.lastApplied, (disconnected != null) ? disconnected : this.error, untilPurge(lag),
					(this.stream != null) ? this.stream.snapshot() : null, this.parking.status(),
					this.verifier.status());
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What was prepared before the position may be needed, however small the lag. */
	private @Nullable Duration untilPurge(Duration lag) {
		if (this.retention == null) {
			return null;
		}
		Instant since = (this.position != null) ? this.position.neededSince() : null;
		Duration age = (since != null) ? Duration.between(since, this.clock.instant()) : Duration.ZERO;
		return this.retention.minus((age.compareTo(lag) > 0) ? age : lag);
	}

	private Duration lag(@Nullable String disconnected) {
		if (this.caughtUp && disconnected == null) {
			return Duration.ZERO;
		}
		Duration lag = Duration.between(this.currentAsOf, this.clock.instant());
		return lag.isNegative() ? Duration.ZERO : lag;
	}

	private void write(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.advanced.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
