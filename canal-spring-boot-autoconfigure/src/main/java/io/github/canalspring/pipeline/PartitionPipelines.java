package io.github.canalspring.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;

import io.github.canalspring.PipelineStatus;
import io.github.canalspring.PipelineStatus.State;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.PartitionedSource.Membership;
import io.github.canalspring.source.PartitionedSource.PartitionListener;
import io.github.canalspring.verify.VerifySettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipelines of the partitions that are assigned to this instance at the moment.
 */
final class PartitionPipelines implements PartitionListener {

	private static final Logger logger = LoggerFactory.getLogger(PartitionPipelines.class);

	/** To interrupt pipelines, and for the last word with the broker. */
	private static final Duration GRACE = Duration.ofSeconds(4);

	private final PipelineGroup group;

	private final PipelineSettings settings;

	private final PipelineListener listener;

	private final Clock clock;

	private final Map<String, Pipeline> pipelines = new ConcurrentSkipListMap<>();

	private volatile @Nullable Membership membership;

	private @Nullable Thread leaving;

	PartitionPipelines(PipelineGroup group, PipelineSettings settings, PipelineListener listener, Clock clock) {
		this.group = group;
		this.settings = settings;
		this.listener = listener;
		this.clock = clock;
	}

	PipelineGroup group() {
		return this.group;
	}

	void start() {
		this.membership = this.group.source().join(this.group.name(), this.group.keepsPosition(), this);
	}

	/** Begin to give back all partitions. */
	void leave() {
		Membership current = this.membership;
		this.membership = null;
		if (current != null) {
			Thread thread = new Thread(current::close, "canal-leave-" + this.group.name());
			this.leaving = thread;
			thread.start();
		}
	}

	/**
	 * Wait until they are given back, which takes as long as a pipeline takes to stop.
	 */
	void awaitLeft() {
		Thread current = this.leaving;
		try {
			if (current == null) {
				return;
			}
			current.join(this.settings.stop().plus(GRACE).toMillis());
			if (current.isAlive()) {
				logger.error("{}: does not leave; its thread is left behind", this.group.name());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void assigned(String partition, ChangeSource source) {
		Pipeline pipeline = new Pipeline(this.group.pipelines().apply(partition, source), this.settings,
				VerifySettings.defaults(), this.listener, this.clock);
		this.pipelines.put(partition, pipeline);
		pipeline.start(true, () -> {
		});
	}

	@Override
	public void revoked(Collection<String> partitions) {
		List<Pipeline> gone = partitions.stream().map(this.pipelines::get).filter(Objects::nonNull).toList();
		try {
			PipelineStop.end(gone, this.settings.stop());
		}
		catch (InterruptedException ex) {
			gone.forEach(Pipeline::interrupt);
			Thread.currentThread().interrupt();
		}
		this.pipelines.keySet().removeAll(partitions);
		logger.debug("{}: gave up {}", this.group.name(), partitions);
	}

	List<Pipeline> all() {
		return List.copyOf(this.pipelines.values());
	}

	/** How the membership is, which no pipeline tells while there is none. */
	PipelineStatus status() {
		Membership current = this.membership;
		String error = (current != null) ? current.disconnected() : null;
		State state = (current == null) ? State.STOPPED : (error != null) ? State.STARTING : State.RUNNING;
		return new PipelineStatus(this.group.name(), state, null, Duration.ZERO, 0, null, error);
	}

}
