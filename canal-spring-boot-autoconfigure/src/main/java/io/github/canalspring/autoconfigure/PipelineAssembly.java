package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.pipeline.PipelineDefinition;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.handler.HandlerRegistry;
import io.github.canalspring.sink.handler.HandlerSink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.StartFrom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Puts the pipelines together once all beans are there: one for each sink and one for the
 * handlers. The source is not even made when there is nothing that takes changes.
 */
final class PipelineAssembly implements Supplier<List<PipelineDefinition>> {

	private static final Logger logger = LoggerFactory.getLogger(PipelineAssembly.class);

	private final Destination destination;

	private final TableFilter filter;

	private final @Nullable StartFrom startFrom;

	private final ObjectProvider<ChangeSource> source;

	private final ObjectProvider<Sink> sinks;

	private final HandlerRegistry handlers;

	private final ObjectProvider<CheckpointStore> checkpoints;

	PipelineAssembly(Destination destination, CanalProperties properties, ObjectProvider<ChangeSource> source,
			ObjectProvider<Sink> sinks, HandlerRegistry handlers, ObjectProvider<CheckpointStore> checkpoints) {
		this.destination = destination;
		this.filter = new TableFilter(properties.filter());
		this.startFrom = StartFromProperty.parse(properties.startFrom());
		this.source = source;
		this.sinks = sinks;
		this.handlers = handlers;
		this.checkpoints = checkpoints;
	}

	@Override
	public List<PipelineDefinition> get() {
		List<Sink> sinks = new ArrayList<>(this.sinks.orderedStream().toList());
		if (!this.handlers.isEmpty()) {
			sinks.add(new HandlerSink(this.destination.name(), this.handlers, this.checkpoints.getObject()));
		}
		if (sinks.isEmpty()) {
			logger.info("There is no @CanalTable method and no sink under canal.sinks, so no changes are read");
			return List.of();
		}
		sinks.forEach(this::requireUnfiltered);
		ChangeSource source = this.source.getObject();
		return sinks.stream()
			.map((sink) -> new PipelineDefinition(sink.name(), source, sink, this.filter, this.startFrom))
			.toList();
	}

	private void requireUnfiltered(Sink sink) {
		sink.tables().stream().filter((table) -> !this.filter.test(table)).findFirst().ifPresent((table) -> {
			throw new SetupException(
					"The table " + table + " of '" + sink.name()
							+ "' is left out by canal.filter, so none of its changes would arrive.",
					"Let canal.filter.include match " + table + " and canal.filter.exclude not match it, "
							+ "or remove the table from '" + sink.name() + "'.");
		});
	}

}
