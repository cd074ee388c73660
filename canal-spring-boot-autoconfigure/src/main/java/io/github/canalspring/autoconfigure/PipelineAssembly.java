package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.canalspring.checkpoint.BackgroundCheckpointStore;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.pipeline.OnError;
import io.github.canalspring.pipeline.PipelineDefinition;
import io.github.canalspring.pipeline.StandingResync;
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
 * Puts the pipelines together once all beans are there: for each server one for each of
 * its sinks and one for its handlers. A source is not even made when there is nothing
 * that takes its changes.
 */
final class PipelineAssembly implements Supplier<List<PipelineDefinition>> {

	private static final Logger logger = LoggerFactory.getLogger(PipelineAssembly.class);

	private final List<Stream> streams = new ArrayList<>();

	private final HandlerRegistry handlers;

	private final ObjectProvider<CheckpointStore> checkpoints;

	private final ErrorHandling errors;

	private final QueueParts queues;

	private final List<StandingResync> resyncs;

	PipelineAssembly(HandlerRegistry handlers, ObjectProvider<CheckpointStore> checkpoints, ErrorHandling errors,
			QueueParts queues, List<StandingResync> resyncs) {
		this.handlers = handlers;
		this.checkpoints = checkpoints;
		this.errors = errors;
		this.queues = queues;
		this.resyncs = resyncs;
	}

	/**
	 * Add a server to read from.
	 * @param server its properties
	 * @param destination the name of its stream
	 * @param source gives the source
	 * @param sinks gives the sinks, without the handlers
	 */
	void add(SourceProperties server, Destination destination, Supplier<ChangeSource> source,
			Supplier<List<Sink>> sinks) {
		this.streams.stream()
			.filter((stream) -> stream.destination.equals(destination))
			.findFirst()
			.ifPresent((same) -> {
				throw new InvalidPropertyException(server.serverProperty("dest"), destination.name(),
						"the name of another stream already, that of " + same.server.serverProperty("dest"),
						"Write another one: positions are kept under it.");
			});
		this.streams.add(new Stream(server, destination, source, sinks,
				new TableFilter(server.property("filter"), server.filter()),
				StartFromProperty.parse(server.property("start-from"), server.startFrom())));
	}

	@Override
	public List<PipelineDefinition> get() {
		List<PipelineDefinition> pipelines = this.streams.stream()
			.flatMap((stream) -> pipelines(stream).stream())
			.toList();
		ResyncProperties.requirePossible(this.resyncs, pipelines);
		return pipelines;
	}

	private List<PipelineDefinition> pipelines(Stream stream) {
		boolean handlers = this.handlers.handles(stream.server.name());
		if (QueueNames.areWanted(stream.server)) {
			this.errors.requireHold(stream.server);
		}
		List<Part> parts = QueueNames.areWanted(stream.server)
				? this.queues.of(stream.server, stream.destination, stream.sinks.get(), handlers)
				: List.of(new Part("", stream.destination, stream.sinks.get(), (sink) -> stream.source.get()));
		return parts.stream().flatMap((part) -> pipelines(stream, part, handlers).stream()).toList();
	}

	private List<PipelineDefinition> pipelines(Stream stream, Part part, boolean handlers) {
		List<Sink> sinks = new ArrayList<>(part.sinks());
		if (handlers) {
			sinks.add(new HandlerSink(part.destination().name(), stream.server.name(), this.handlers,
					new BackgroundCheckpointStore(this.checkpoints.getObject()), this.errors.handlerCalls()));
		}
		if (sinks.isEmpty()) {
			tellOfNothing(stream.server);
			return List.of();
		}
		sinks.forEach(stream::requireUnfiltered);
		List<PipelineDefinition> pipelines = sinks.stream().map((sink) -> pipeline(stream, part, sink)).toList();
		pipelines.forEach((pipeline) -> pipeline.source()
			.announce(pipeline.name(), pipeline.filter().and(pipeline.sink()::wants)));
		return pipelines;
	}

	private PipelineDefinition pipeline(Stream stream, Part part, Sink sink) {
		ChangeSource source = part.source().apply(sink);
		StartFrom startFrom = (stream.startFrom == null && source.keepsCursor()) ? new StartFrom.Upstream()
				: stream.startFrom;
		String name = stream.server.pipeline(sink.name()) + part.suffix();
		if (QueueNames.areWanted(stream.server)) {
			return new PipelineDefinition(name, source, sink, stream.filter, startFrom);
		}
		OnError onError = (sink instanceof HandlerSink) ? this.errors.onHandlerError()
				: this.errors.onError(stream.server, sink);
		return new PipelineDefinition(name, source, sink, stream.filter, startFrom, onError,
				this.errors.place(part.destination(), sink), this.resyncs.stream().filter((each) -> {
					String asked = each.request().pipeline();
					return asked == null || asked.equals(name);
				}).toList());
	}

	private void tellOfNothing(SourceProperties server) {
		if (server.isNamed()) {
			logger.info("There is no @CanalTable method for the server {} and no sink under {}, so no changes are read",
					server.name(), server.property("sinks"));
		}
		else if (this.streams.size() == 1) {
			logger.info("There is no @CanalTable method and no sink under canal.sinks, so no changes are read");
		}
	}

	/** What is read beside the pipelines, too. */
	List<Stream> streams() {
		return List.copyOf(this.streams);
	}

	/**
	 * A server that is read.
	 *
	 * @param server its properties
	 * @param destination the name of its stream
	 * @param source gives its source
	 * @param sinks gives the sinks, without the handlers
	 * @param filter the tables that may be read
	 * @param startFrom where to start, if that is configured
	 */
	record Stream(SourceProperties server, Destination destination, Supplier<ChangeSource> source,
			Supplier<List<Sink>> sinks, TableFilter filter, @Nullable StartFrom startFrom) {

		private void requireUnfiltered(Sink sink) {
			String property = this.server.property("filter");
			sink.tables().stream().filter((table) -> !this.filter.test(table)).findFirst().ifPresent((table) -> {
				throw new SetupException(
						"The table " + table + " of '" + this.server.pipeline(sink.name()) + "' is left out by "
								+ property + ", so none of its changes would arrive.",
						"Let " + property + ".include match " + table + " and " + property + ".exclude not match it, "
								+ "or remove the table from '" + this.server.pipeline(sink.name()) + "'.");
			});
		}

	}

	/**
	 * What is read as one stream: all of a server, or a queue.
	 *
	 * @param suffix what the pipelines' names end with; empty if there is one part only
	 * @param destination the name of the stream, under which positions are kept
	 * @param sinks the sinks, without the handlers
	 * @param source gives the source of a sink
	 */
	record Part(String suffix, Destination destination, List<Sink> sinks, Function<Sink, ChangeSource> source) {

	}

}
