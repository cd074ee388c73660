package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.ParkedKey;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceUnreachableException;

/**
 * One wait until all pipelines have what is committed now.
 */
final class SyncWait {

	/** Between two attempts at what failed, within the caller's time. */
	private static final Duration RETRY = Duration.ofMillis(50);

	/** So many rows of each pipeline are named. */
	private static final int MAX_KEYS = 5;

	private final List<Pipeline> pipelines;

	private final Duration timeout;

	private final long deadline;

	SyncWait(List<Pipeline> pipelines, Duration timeout) {
		this.pipelines = pipelines;
		this.timeout = timeout;
		this.deadline = System.nanoTime() + timeout.toNanos();
	}

	void await() throws InterruptedException {
		Map<ChangeSource, Position> targets = new IdentityHashMap<>();
		for (Pipeline pipeline : this.pipelines) {
			ChangeSource source = pipeline.definition().source();
			if (!targets.containsKey(source)) {
				targets.put(source, latest(source));
			}
		}
		List<String> behind = new ArrayList<>();
		List<String> parked = new ArrayList<>();
		for (Pipeline pipeline : this.pipelines) {
			Position target = targets.get(pipeline.definition().source());
			if (!pipeline.awaitApplied(target, this.deadline)) {
				behind.add(describe(pipeline.status(), target));
			}
			pipeline.parking().list().stream().map(SyncWait::describe).limit(MAX_KEYS).forEach(parked::add);
		}
		if (!behind.isEmpty()) {
			throw timedOut(String.join("; ", behind));
		}
		if (!parked.isEmpty()) {
			throw new CanalTimeoutException("Not synced, because changes are parked: " + String.join("; ", parked));
		}
		for (Pipeline pipeline : this.pipelines) {
			flush(pipeline);
		}
	}

	private Position latest(ChangeSource source) throws InterruptedException {
		while (true) {
			try {
				return source.latest();
			}
			catch (SourceUnreachableException ex) {
				pause(source.describe() + " does not answer", ex);
			}
		}
	}

	private void flush(Pipeline pipeline) throws InterruptedException {
		while (true) {
			try {
				pipeline.definition().sink().flush();
				return;
			}
			catch (InterruptedException ex) {
				throw ex;
			}
			catch (Exception ex) {
				pause(pipeline.definition().name() + " cannot be flushed: " + Failures.describe(ex), ex);
			}
		}
	}

	private void pause(String problem, Exception cause) throws InterruptedException {
		if (System.nanoTime() - this.deadline >= 0) {
			CanalTimeoutException timedOut = timedOut(problem);
			timedOut.initCause(cause);
			throw timedOut;
		}
		TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
	}

	private CanalTimeoutException timedOut(String what) {
		return new CanalTimeoutException("Not synced within " + this.timeout.toMillis() + " ms: " + what);
	}

	private static String describe(ParkedKey parked) {
		return parked.pipeline() + " has " + parked.changes() + " of " + parked.key() + " since " + parked.since()
				+ " (" + parked.reason() + ")";
	}

	private static String describe(PipelineStatus status, Position target) {
		String text = status.name() + " is " + status.state() + " at "
				+ ((status.position() != null) ? status.position() : "no position yet") + ", wanted " + target;
		return (status.error() != null) ? text + " (" + status.error() + ")" : text;
	}

}
