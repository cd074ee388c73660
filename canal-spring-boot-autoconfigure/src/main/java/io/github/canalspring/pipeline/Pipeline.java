package io.github.canalspring.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.verify.Verifier;
import io.github.canalspring.verify.VerifySettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source, one sink, and the thread between them, which can be started and stopped
 * again and again. The methods that start and stop are called by one thread at a time.
 */
final class Pipeline {

	private static final Logger logger = LoggerFactory.getLogger(Pipeline.class);

	/** Between two streams that a request is made of. */
	private static final long RETRY_MILLIS = 50;

	private final PipelineDefinition definition;

	private final PipelineSettings settings;

	private final PipelineListener listener;

	private final Clock clock;

	private final Progress progress;

	private final Parking parking;

	private final StreamStarter starter;

	private final Verifier verifier;

	private volatile Control control = new Control(false);

	private @Nullable Thread thread;

	Pipeline(PipelineDefinition definition, PipelineSettings settings, VerifySettings verifying,
			PipelineListener listener, Clock clock) {
		this.definition = definition;
		this.settings = settings;
		this.listener = listener;
		this.clock = clock;
		this.parking = new Parking(definition);
		this.verifier = new Verifier(definition.name(), definition.source(), definition.sink(), definition.filter(),
				verifying, clock);
		this.progress = new Progress(definition.name(), clock, this.parking, this.verifier);
		this.starter = new StreamStarter(definition);
	}

	PipelineDefinition definition() {
		return this.definition;
	}

	Parking parking() {
		return this.parking;
	}

	Verifier verifier() {
		return this.verifier;
	}

	PipelineStatus status() {
		return this.progress.status();
	}

	/**
	 * Note for how long the source keeps changes that were not read.
	 * @param retention the time; {@code null} if there is no limit
	 */
	void retention(@Nullable Duration retention) {
		this.progress.retention(retention);
	}

	/**
	 * Take the start position now, where it is the time of the start.
	 * @throws SourceException if the source cannot give it
	 */
	void prepare() {
		try {
			this.starter.prepare();
		}
		catch (SourceUnreachableException ex) {
			// The thread waits for it, and says so.
			logger.debug("{}: the source answers no longer", this.definition.name(), ex);
		}
	}

	/**
	 * Start the thread.
	 * @param checked whether the source has just been checked and answers
	 * @param arrived called when it was checked later
	 */
	void start(boolean checked, Runnable arrived) {
		this.control = new Control(this.control.isPaused());
		this.progress.state(State.STARTING, null);
		this.parking.requestReplay();
		PipelineRun run = new PipelineRun(this.definition, this.starter, this.settings, this.listener, this.clock,
				this.control, this.progress, this.parking, this.verifier.watch(), checked, arrived);
		this.thread = new Thread(after(this.thread, run), "canal-" + this.definition.name());
		this.thread.start();
		this.verifier.start();
	}

	/** A thread that would not stop may still be in the sink: never two at once there. */
	private static Runnable after(@Nullable Thread previous, Runnable run) {
		return (previous == null) ? run : () -> {
			boolean interrupted = false;
			while (previous.isAlive()) {
				try {
					previous.join();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			run.run();
		};
	}

	/** Ask the thread to stop after the batch at hand. */
	void stop() {
		this.verifier.stop();
		this.control.stop();
	}

	/**
	 * Wait until the thread has ended.
	 * @param timeout for how long at most
	 * @return whether it has ended
	 */
	boolean join(Duration timeout) throws InterruptedException {
		Thread current = this.thread;
		if (current == null) {
			return true;
		}
		current.join(Math.max(1, timeout.toMillis()));
		return !current.isAlive();
	}

	/** Disturb the thread in what it does. */
	void interrupt() {
		Thread current = this.thread;
		if (current != null) {
			current.interrupt();
		}
	}

	void pause() {
		this.control.pause();
	}

	void resume() {
		this.control.resume();
	}

	/** Hold the reading of tables, or let it go on; also of streams opened later. */
	void pauseSnapshot(boolean paused) {
		this.progress.pauseSnapshot(paused);
	}

	/**
	 * Ask the stream for something.
	 * @param request asks, and is done when the sink keeps the request
	 * @param deadline when to give up, as {@link System#nanoTime()} counts
	 * @return whether the sink keeps the request
	 */
	boolean ask(Function<ChangeStream, CompletableFuture<@Nullable Void>> request, long deadline)
			throws InterruptedException {
		while (true) {
			ChangeStream stream = this.progress.awaitStream(deadline);
			if (stream == null) {
				return false;
			}
			try {
				request.apply(stream).get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
				return true;
			}
			catch (CancellationException ex) {
				// The stream was closed, for a failure that is told elsewhere: ask the
				// next.
				TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
			}
			catch (TimeoutException ex) {
				return false;
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("A request is only ever kept or cancelled", ex);
			}
		}
	}

	/**
	 * Wait until the sink has everything up to a position.
	 * @param target a position of this pipeline's source
	 * @param deadline when to give up, as {@link System#nanoTime()} counts
	 * @return whether it has
	 */
	boolean awaitApplied(Position target, long deadline) throws InterruptedException {
		return this.progress.awaitApplied(target, deadline);
	}

}
