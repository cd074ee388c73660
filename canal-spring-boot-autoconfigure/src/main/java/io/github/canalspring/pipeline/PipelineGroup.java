package io.github.canalspring.pipeline;

import java.util.function.BiFunction;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.PartitionedSource;

/**
 * A sink whose source is split into partitions: each of those that are assigned to this
 * instance has a pipeline of its own.
 *
 * @param name the group's name, unique in the application
 * @param source where changes come from
 * @param keepsPosition whether the sink keeps its position itself
 * @param pipelines makes the pipeline of a partition, given its name
 */
public record PipelineGroup(String name, PartitionedSource source, boolean keepsPosition,
		BiFunction<String, ChangeSource, PipelineDefinition> pipelines) {

}
