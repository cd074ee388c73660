package io.github.canalspring.pipeline;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Turn;
import io.github.canalspring.verify.PipelineWatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pipeline's thread does from start to stop: open the stream at the sink's
 * checkpoint and apply what comes; whatever fails, start over from there.
 */
final class PipelineRun implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(PipelineRun.class);

	private final PipelineDefinition definition;

	private final StreamStarter starter;

	private final StandingResyncs resyncs;

	private final PipelineSettings settings;

	private final PipelineListener listener;

	private final Clock clock;

	private final Control control;

	private final Progress progress;

	private final Parking parking;

	private final PipelineWatch watch;

	private final Runnable arrived;

	/** Whether the source is to be checked before it is read. */
	private boolean check;

	/** Whether to start over, because the source no longer has the checkpoint. */
	private boolean anew;

	/** The checkpoint of a first start, as long as nothing was applied since. */
	private @Nullable String first;

	private Attempts attempts;

	PipelineRun(PipelineDefinition definition, StreamStarter starter, PipelineSettings settings,
			PipelineListener listener, Clock clock, Control control, Progress progress, Parking parking,
			PipelineWatch watch, boolean checked, Runnable arrived) {
		this.definition = definition;
		this.starter = starter;
		this.resyncs = new StandingResyncs(definition);
		this.settings = settings;
		this.listener = listener;
		this.clock = clock;
		this.control = control;
		this.progress = progress;
		this.parking = parking;
		this.watch = watch;
		this.check = !checked;
		this.arrived = arrived;
		this.attempts = new Attempts(settings);
	}

	@Override
	public void run() {
		try {
			while (!this.control.isStopping()) {
				try {
					session();
				}
				catch (Exception | Error ex) {
					recover(ex);
				}
			}
		}
		catch (InterruptedException ex) {
			logger.warn("{}: interrupted; what it was at will be repeated from its checkpoint", this.definition.name());
		}
		finally {
			close();
		}
	}

	/** Several applications may read the same, one at a time: the others wait here. */
	private void session() throws InterruptedException {
		try (Turn turn = this.definition.source().turn()) {
			try {
				if (await(turn)) {
					read();
				}
			}
			finally {
				if (turn != Turn.ALWAYS) {
					release();
				}
			}
		}
	}

	private boolean await(Turn turn) throws InterruptedException {
		while (!this.control.await(turn, this.settings.poll())) {
			if (this.control.isStopping()) {
				return false;
			}
			this.progress.waiting();
			this.attempts = new Attempts(this.settings);
		}
		return true;
	}

	/** From the checkpoint until the pipeline is to stop or something fails. */
	private void read() throws InterruptedException {
		Sink sink = this.definition.sink();
		String checkpoint = load(sink);
		if (this.check) {
			this.definition.source().check(sink.tables());
			this.arrived.run();
		}
		this.check = true;
		this.first = Objects.equals(checkpoint, this.first) ? this.first : null;
		boolean restart = this.anew && checkpoint != null && (this.first != null || isSnapshotConfigured());
		StreamStarter.Started started = restart ? this.starter.restart(checkpoint) : this.starter.start(checkpoint);
		try (ChangeStream stream = started.stream()) {
			this.progress.opened(stream, started.position());
			Applier applier = new Applier(this.definition, this.settings, this.listener, this.clock, this.control,
					this.progress, this.parking, this.watch, started);
			boolean begins = checkpoint == null || restart;
			if (begins) {
				applier.keep();
				this.anew = false;
				this.first = started.position().text();
			}
			this.resyncs.ask(stream, begins && this.starter.startsWithSnapshot());
			this.watch.opened(started.position());
			try {
				applier.run();
			}
			finally {
				this.first = applier.hasApplied(started.position()) ? null : this.first;
			}
		}
		finally {
			this.watch.closed();
			if (this.progress.closed()) {
				this.attempts = new Attempts(this.settings);
			}
		}
	}

	private @Nullable String load(Sink sink) throws InterruptedException {
		try {
			this.parking.open();
			String checkpoint = sink.load();
			if ((checkpoint == null || this.anew) && this.starter.startsWithSnapshot()) {
				this.parking.forgetStates();
			}
			return checkpoint;
		}
		catch (InterruptedException | SinkException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new SinkUnreachableException(ex);
		}
	}

	private void recover(Throwable failure) throws InterruptedException {
		if (this.control.isStopping()) {
			logger.info("{}: failed while stopping: {}", this.definition.name(), Failures.describe(failure));
			return;
		}
		this.listener.failed(this.definition.name(), failure);
		if (failure instanceof CheckpointLostException) {
			this.check = false;
			this.progress.state(State.STARTING, failure.getMessage());
			logger.warn("{}: {}; goes back to what it has now", this.definition.name(), failure.getMessage());
			this.control.sleep(this.attempts.next());
			return;
		}
		String how = (failure instanceof PositionLostException lost) ? startsOver(lost) : null;
		if (how != null) {
			this.anew = true;
			this.progress.state(State.STARTING, failure.getMessage());
			logger.warn("{}: {}. It starts over {}", this.definition.name(), failure.getMessage(), how);
			this.control.sleep(this.attempts.next());
			return;
		}
		this.control.sleep(waitsFor(failure) ? unreachable(failure) : failed(failure));
	}

	private @Nullable String startsOver(PositionLostException lost) {
		if (isSnapshotConfigured()) {
			return "with a snapshot, as it is configured to";
		}
		// The start was as arbitrary as any later one, while nothing was applied.
		return lost.isUnreadable() && this.first != null && this.starter.startsAtLatest()
				? "at the newest position, without the changes since its first start: it has applied none" : null;
	}

	private boolean isSnapshotConfigured() {
		return this.definition.startFrom() instanceof StartFrom.Snapshot;
	}

	private Duration unreachable(Throwable failure) {
		Duration pause = this.attempts.next();
		String error = Failures.describe(failure);
		this.progress.state(State.STARTING, error);
		if (this.attempts.isWorthTelling()) {
			logger.warn("{}: not there yet, the application goes on without and this is tried again: {} ({})",
					this.definition.name(), error, this.attempts);
		}
		return pause;
	}

	private Duration failed(Throwable failure) {
		String error = Failures.describe(failure);
		this.progress.state(State.FAILED, error);
		this.attempts.next();
		long seconds = this.settings.failed().toSeconds();
		if (!(failure instanceof SourceException || failure instanceof SinkException)) {
			logger.error("{}: failed, starts over in {} s", this.definition.name(), seconds, failure);
		}
		else if (this.attempts.isWorthTelling()) {
			logger.error("{}: cannot go on: {} (tried again every {} s)", this.definition.name(), error, seconds);
		}
		return this.settings.failed();
	}

	private static boolean waitsFor(Throwable failure) {
		return failure instanceof SourceUnreachableException || failure instanceof SinkUnreachableException;
	}

	private void close() {
		release();
		this.progress.state(State.STOPPED, null);
	}

	/** Let go of what only one may have, so that another can. */
	private void release() {
		try {
			this.definition.sink().close();
		}
		catch (RuntimeException ex) {
			logger.warn("{}: the sink could not be closed", this.definition.name(), ex);
		}
		try {
			this.parking.close();
		}
		catch (IOException ex) {
			logger.warn("{}: the parking place could not be closed", this.definition.name(), ex);
		}
	}

}
