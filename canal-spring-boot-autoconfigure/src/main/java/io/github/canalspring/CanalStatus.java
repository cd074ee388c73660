package io.github.canalspring;

import java.util.List;

/**
 * How all pipelines of the application are doing.
 *
 * @param pipelines one entry per pipeline, in order of name
 */
public record CanalStatus(List<PipelineStatus> pipelines) {

	public CanalStatus {
		pipelines = List.copyOf(pipelines);
	}

	/**
	 * Whether every pipeline runs.
	 * @return {@code true} when each one is {@link PipelineStatus.State#RUNNING}
	 */
	public boolean isRunning() {
		return this.pipelines.stream().allMatch((pipeline) -> pipeline.state() == PipelineStatus.State.RUNNING);
	}

}
