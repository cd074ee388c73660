package io.github.canalspring.pipeline;

import java.util.function.Predicate;

import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline connects.
 *
 * @param name the pipeline's name, unique in the application
 * @param source where changes come from
 * @param sink where they go
 * @param filter the tables that may be read at all; of these the sink gets what it wants
 * @param startFrom where to start without a checkpoint; {@code null} for the sink's
 * default
 */
public record PipelineDefinition(String name, ChangeSource source, Sink sink, Predicate<TableId> filter,
		@Nullable StartFrom startFrom) {

}
