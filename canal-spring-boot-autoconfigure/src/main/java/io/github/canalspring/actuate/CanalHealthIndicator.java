package io.github.canalspring.actuate;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link HealthIndicator} for the pipelines, with a detail for each. Down as soon as one
 * of them does not get its changes to where they belong; unknown while one has not tried
 * yet or is held on purpose, so that pausing a pipeline takes no application out of
 * service.
 */
public class CanalHealthIndicator extends AbstractHealthIndicator {

	private final CanalOperations operations;

	public CanalHealthIndicator(CanalOperations operations) {
		super("The pipelines' status could not be read");
		this.operations = operations;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<PipelineStatus> pipelines = this.operations.status().pipelines();
		builder.status(status(pipelines.stream().map(CanalHealthIndicator::status).toList()));
		pipelines.forEach((pipeline) -> builder.withDetail(pipeline.name(), details(pipeline)));
	}

	private static Status status(List<Status> statuses) {
		if (statuses.contains(Status.DOWN)) {
			return Status.DOWN;
		}
		return statuses.contains(Status.UNKNOWN) ? Status.UNKNOWN : Status.UP;
	}

	private static Status status(PipelineStatus pipeline) {
		return switch (pipeline.state()) {
			case RUNNING -> Status.UP;
			case STARTING -> (pipeline.error() != null) ? Status.DOWN : Status.UNKNOWN;
			case PAUSED, STOPPED -> Status.UNKNOWN;
			case DISCONNECTED, RETRYING, FAILED -> Status.DOWN;
		};
	}

	private static Map<String, Object> details(PipelineStatus pipeline) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", pipeline.state());
		details.put("lag", DurationStyle.SIMPLE.print(pipeline.lag(), ChronoUnit.MILLIS));
		details.put("events", pipeline.events());
		if (pipeline.position() != null) {
			details.put("position", pipeline.position());
		}
		if (pipeline.lastApplied() != null) {
			details.put("lastApplied", pipeline.lastApplied());
		}
		if (pipeline.untilPurge() != null) {
			details.put("untilPurge", DurationStyle.SIMPLE.print(pipeline.untilPurge(), ChronoUnit.SECONDS));
		}
		if (pipeline.parked() != null) {
			details.put("parked", parked(pipeline.parked()));
		}
		if (pipeline.error() != null) {
			details.put("error", pipeline.error());
		}
		return details;
	}

	private static Map<String, Object> parked(PipelineStatus.Parked parked) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("keys", parked.keys());
		details.put("changes", parked.changes());
		details.put("bytes", parked.bytes());
		details.put("since", parked.since());
		details.put("reason", parked.reason());
		return details;
	}

}
