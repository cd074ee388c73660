package io.github.canalspring.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.verify.PipelineWatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes batches from an open stream to the sink, each until the sink has it.
 */
final class Applier {

	private static final Logger logger = LoggerFactory.getLogger(Applier.class);

	private final PipelineDefinition definition;

	private final PipelineSettings settings;

	private final PipelineListener listener;

	private final Clock clock;

	private final Control control;

	private final Progress progress;

	private final Parking parking;

	private final PipelineWatch watch;

	private final ChangeStream stream;

	private final CatchUp catchUp;

	private Position position;

	/** The position that was skipped to and that the sink has not been given yet. */
	private @Nullable ChangeBatch skipped;

	private long lastApply = System.nanoTime();

	Applier(PipelineDefinition definition, PipelineSettings settings, PipelineListener listener, Clock clock,
			Control control, Progress progress, Parking parking, PipelineWatch watch, StreamStarter.Started started) {
		this.definition = definition;
		this.settings = settings;
		this.listener = listener;
		this.clock = clock;
		this.control = control;
		this.progress = progress;
		this.parking = parking;
		this.watch = watch;
		this.stream = started.stream();
		this.position = started.position();
		this.catchUp = new CatchUp(definition.sink().ahead(), this.position.stream().version());
	}

	/**
	 * Have the sink keep the position of a first start: what is committed before the
	 * first change that concerns it, while the application is down, would be missed
	 * otherwise.
	 */
	void keep() throws InterruptedException {
		apply(List.of(new ChangeBatch(List.of(), this.position, this.clock.instant(), 0)));
	}

	/**
	 * Move batches until the pipeline is to stop.
	 * @throws SinkException if the sink needs a change from outside
	 * @throws CheckpointLostException if the sink is no longer where it was left
	 */
	void run() throws InterruptedException {
		while (!this.control.isStopping()) {
			if (!next()) {
				return;
			}
		}
		if (this.skipped != null) {
			// Spares the next start from reading again what concerned nobody.
			apply(List.of(this.skipped));
		}
	}

	/** A method of its own, so that nothing holds the batches before during the poll. */
	private boolean next() throws InterruptedException {
		boolean replaying = this.parking.isReplaying();
		if (replaying && !beside(() -> this.parking.replay(this.position))) {
			return true;
		}
		if (this.watch.isAsked() && !beside(() -> this.watch.turn(this.position))) {
			return true;
		}
		List<ChangeBatch> batches = this.catchUp.add(poll(replaying), this.stream.disconnected() == null);
		if (hold(State.RUNNING, null) && this.control.isStopping()) {
			return false;
		}
		if (batches.stream().anyMatch((batch) -> !batch.isEmpty() || !batch.replaced().isEmpty())) {
			this.progress.received();
			apply(batches);
		}
		else {
			skip(batches);
		}
		return true;
	}

	/** Between two polls, so that the stream goes on while much is applied again. */
	private boolean beside(Call call) throws InterruptedException {
		if (hold(State.RUNNING, null) && this.control.isStopping()) {
			return false;
		}
		if (!untilDone(call)) {
			return false;
		}
		this.progress.state(State.RUNNING, null);
		return true;
	}

	/** An immediate poll first, so as to know at once when there is nothing left. */
	private List<ChangeBatch> poll(boolean immediate) throws InterruptedException {
		List<ChangeBatch> batches = this.control.poll(this.stream, Duration.ZERO);
		if (batches.isEmpty()) {
			this.progress.drained(this.stream.disconnected() == null);
			batches = immediate ? batches : this.control.poll(this.stream, this.settings.poll());
		}
		return batches;
	}

	private void skip(List<ChangeBatch> batches) throws InterruptedException {
		if (!batches.isEmpty()) {
			this.skipped = batches.get(batches.size() - 1);
			this.progress.skipped(this.skipped.position(), this.skipped.committedAt());
			this.watch.reached(this.skipped.position());
		}
		if (System.nanoTime() - this.lastApply < this.settings.idleCheckpoint().toNanos()) {
			return;
		}
		if (this.skipped != null) {
			apply(List.of(this.skipped));
		}
		else if (untilDone(this.definition.sink()::check)) {
			this.progress.state(State.RUNNING, null);
		}
	}

	/** Repeat until the sink has the batches, unless the pipeline is to stop. */
	void apply(List<ChangeBatch> batches) throws InterruptedException {
		this.watch.applying(batches);
		if (untilDone(new Delivery(this.definition.sink(), this.parking, this.position, batches)::attempt)) {
			this.skipped = null;
			ChangeBatch last = batches.get(batches.size() - 1);
			this.position = last.position();
			this.stream.acknowledge(last.position());
			this.watch.reached(last.position());
			tell(batches, last);
		}
	}

	/** Whether the sink was given anything but the position that was started at. */
	boolean hasApplied(Position start) {
		return this.position != start;
	}

	private boolean untilDone(Call call) throws InterruptedException {
		Attempts attempts = new Attempts(this.settings);
		while (!attempt(call, attempts)) {
			if (this.control.isStopping()) {
				return false;
			}
		}
		if (attempts.hasFailed()) {
			logger.info("{}: the sink takes changes again, after {}", this.definition.name(), attempts);
		}
		this.lastApply = System.nanoTime();
		return true;
	}

	private boolean attempt(Call call, Attempts attempts) throws InterruptedException {
		try {
			call.run();
			return true;
		}
		catch (InterruptedException | SinkException | CheckpointLostException | SourceException ex) {
			throw ex;
		}
		catch (Exception ex) {
			retryLater(ex, attempts);
			return false;
		}
	}

	private void retryLater(Exception failure, Attempts attempts) throws InterruptedException {
		Duration pause = attempts.next();
		String error = Failures.describe(failure);
		this.progress.state(State.RETRYING, error);
		this.listener.failed(this.definition.name(), failure);
		if (attempts.isWorthTelling()) {
			logger.warn("{}: the sink does not take changes, they are held and it is tried again: {} ({})",
					this.definition.name(), error, attempts, failure);
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		this.control.sleep(pause);
		hold(State.RETRYING, error);
	}

	/** Wait while the pipeline is paused, and tell whether it was. */
	private boolean hold(State after, @Nullable String error) throws InterruptedException {
		if (!this.control.isPaused()) {
			return false;
		}
		logger.info("{}: paused", this.definition.name());
		this.progress.state(State.PAUSED, error);
		this.control.awaitResume();
		this.progress.state(after, error);
		logger.info("{}: goes on after a pause", this.definition.name());
		return true;
	}

	private void tell(List<ChangeBatch> batches, ChangeBatch last) {
		int changes = 0;
		long bytes = 0;
		Instant oldest = null;
		for (ChangeBatch batch : batches) {
			if (!batch.changes().isEmpty()) {
				changes += batch.changes().size();
				bytes += batch.bytes();
				oldest = (oldest != null) ? oldest : batch.committedAt();
			}
		}
		this.progress.applied(last.position(), last.committedAt(), changes);
		if (oldest != null) {
			Duration latency = Duration.between(oldest, this.clock.instant());
			this.listener.applied(this.definition.name(), changes, bytes,
					latency.isNegative() ? Duration.ZERO : latency);
			logger.debug("{}: applied {} changes up to {}", this.definition.name(), changes, last.position());
		}
	}

	/**
	 * A call of the sink.
	 */
	private interface Call {

		void run() throws Exception;

	}

}
