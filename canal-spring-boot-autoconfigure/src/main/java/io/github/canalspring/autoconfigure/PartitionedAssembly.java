package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.canalspring.autoconfigure.CanalProperties.Type;
import io.github.canalspring.checkpoint.UpstreamCheckpointStore;
import io.github.canalspring.pipeline.OnError;
import io.github.canalspring.pipeline.PipelineDefinition;
import io.github.canalspring.pipeline.PipelineGroup;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.handler.HandlerRegistry;
import io.github.canalspring.sink.handler.HandlerSink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.PartitionedSource;
import io.github.canalspring.source.StartFrom;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Puts together the pipelines of servers whose stream comes in partitions: for each sink
 * and for the handlers a group, and in it a sink of its own for each partition, which
 * keeps the partition's position.
 */
final class PartitionedAssembly implements Supplier<List<PipelineGroup>> {

	private final HandlerRegistry handlers;

	private final ErrorHandling errors;

	private final ObjectProvider<SinkFactory> factories;

	private final ObjectProvider<PartitionedSourceFactory> sources;

	private final List<Stream> streams = new ArrayList<>();

	PartitionedAssembly(HandlerRegistry handlers, ErrorHandling errors, ObjectProvider<SinkFactory> factories,
			ObjectProvider<PartitionedSourceFactory> sources) {
		this.handlers = handlers;
		this.errors = errors;
		this.factories = factories;
		this.sources = sources;
	}

	static boolean isFor(SourceProperties server) {
		return server.server().type() == Type.KAFKA;
	}

	/**
	 * Add a server to read from; nothing happens if its stream comes in one.
	 * @param server its properties
	 * @param destination the name of its stream
	 * @param beans gives the sinks that are beans
	 */
	void add(SourceProperties server, Destination destination, Supplier<List<Sink>> beans) {
		KafkaServerProperties kafka = server.server().kafka();
		boolean partitioned = isFor(server);
		if (!partitioned && (!kafka.topics().isEmpty() || kafka.format() != null || kafka.group() != null
				|| kafka.deadLetterTopic() != null)) {
			throw new InvalidPropertyException(server.serverProperty("type"), server.server().type(),
					"not kafka, but keys under " + server.serverProperty("kafka") + " are set",
					"Write kafka, or remove those.");
		}
		if (partitioned && !server.server().ip().isEmpty()) {
			throw new InvalidPropertyException(server.serverProperty("ip"), server.server().ip(),
					"not used where " + server.serverProperty("type") + " is kafka",
					"Remove it, and say where Kafka is by spring.kafka.bootstrap-servers.");
		}
		if (partitioned) {
			SubscriptionSettings.requireNone(server, "Kafka");
			this.streams.add(new Stream(server, destination, beans));
		}
	}

	@Override
	public List<PipelineGroup> get() {
		return this.streams.stream().flatMap((stream) -> groups(stream).stream()).toList();
	}

	private List<PipelineGroup> groups(Stream stream) {
		SourceProperties server = stream.server;
		this.errors.requireHold(server);
		PartitionedSourceFactory factory = this.sources.getIfAvailable();
		if (factory == null) {
			throw new SetupException(
					server.serverProperty("type") + " is kafka, but Spring for Apache Kafka is not on the class path.",
					CanalKafkaAutoConfiguration.REMEDY.formatted(server.serverProperty("type")));
		}
		PartitionedSource source = factory.create(server, stream.destination);
		List<PipelineGroup> groups = new ArrayList<>();
		List<String> names = new ArrayList<>();
		for (Function<Place, Sink> kind : kinds(server, stream.destination)) {
			Sink sample = kind.apply(new Place(stream.destination, () -> {
				throw new IllegalStateException("There is no partition yet");
			}));
			names.add(sample.name());
			groups.add(group(stream, source, sample, kind));
		}
		stream.beans.get()
			.stream()
			.map(Sink::name)
			.filter((name) -> !names.contains(name))
			.findFirst()
			.ifPresent((name) -> {
				throw new SetupException(
						"The sink '" + name + "' is a bean of the application, of which there is one, but "
								+ source.describe() + " come in partitions, each of which needs a sink of its own.",
						"Take the bean away, or write a @CanalTable method that does what it does.");
			});
		return groups;
	}

	private List<Function<Place, Sink>> kinds(SourceProperties server, Destination destination) {
		List<Function<Place, Sink>> kinds = new ArrayList<>();
		this.factories.orderedStream().filter((factory) -> factory.create(server, destination, () -> {
			throw new IllegalStateException("There is no partition yet");
		}) != null)
			.forEach((factory) -> kinds
				.add((place) -> Objects.requireNonNull(factory.create(server, place.destination, place.source))));
		if (this.handlers.handles(server.name())) {
			kinds.add((place) -> new HandlerSink(place.destination.name(), server.name(), this.handlers,
					new UpstreamCheckpointStore(), this.errors.handlerCalls()));
		}
		return kinds;
	}

	private static PipelineGroup group(Stream stream, PartitionedSource source, Sink sample,
			Function<Place, Sink> kind) {
		SourceProperties server = stream.server;
		TableFilter filter = new TableFilter(server.property("filter"), server.filter());
		String name = server.pipeline(sample.name());
		boolean keepsPosition = !sample.wantsEveryChange();
		StartFrom configured = StartFromProperty.parse(server.property("start-from"), server.startFrom());
		StartFrom startFrom = !keepsPosition ? new StartFrom.Upstream()
				: (configured != null) ? configured : new StartFrom.Earliest();
		return new PipelineGroup(name, source, keepsPosition,
				(partition, its) -> new PipelineDefinition(name + "[" + partition + "]", its,
						kind.apply(new Place(stream.destination.partition(partition), () -> its)), filter, startFrom,
						OnError.HOLD, null));
	}

	/** Where a sink is to be. */
	private record Place(Destination destination, Supplier<ChangeSource> source) {
	}

	private record Stream(SourceProperties server, Destination destination, Supplier<List<Sink>> beans) {
	}

}
