package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.canalspring.autoconfigure.PipelineAssembly.Part;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;

import org.springframework.beans.factory.ObjectProvider;

/**
 * The queues of a server: each is a stream of its own with sinks of its own, so that
 * instances of the application can share them.
 */
final class QueueParts {

	private final ObjectProvider<QueueSources> sources;

	private final ObjectProvider<SinkFactory> factories;

	QueueParts(ObjectProvider<QueueSources> sources, ObjectProvider<SinkFactory> factories) {
		this.sources = sources;
		this.factories = factories;
	}

	/**
	 * Take the queues apart.
	 * @param server the server's properties
	 * @param destination the name of its stream
	 * @param sinks its sinks, without the handlers
	 * @param handlers whether there are handlers
	 * @return a part for each queue
	 */
	List<Part> of(SourceProperties server, Destination destination, List<Sink> sinks, boolean handlers) {
		List<String> patterns = QueueNames.patterns(server);
		QueueNames.requireOwn(server, sinks.size() + (handlers ? 1 : 0));
		if (patterns.size() == 1) {
			return List.of(new Part("", destination, sinks, (sink) -> source(server, patterns.get(0), sink)));
		}
		return patterns.stream().map((pattern) -> {
			Destination own = new Destination(destination.name() + QueueNames.suffix(pattern));
			return new Part(QueueNames.suffix(pattern), own, sinks(server, own, sinks),
					(sink) -> source(server, pattern, sink));
		}).toList();
	}

	private ChangeSource source(SourceProperties server, String pattern, Sink sink) {
		return this.sources.getObject().create(server, pattern, sink.name());
	}

	private List<Sink> sinks(SourceProperties server, Destination destination, List<Sink> shared) {
		Supplier<ChangeSource> none = () -> {
			throw notVisible(server);
		};
		List<Sink> own = this.factories.orderedStream()
			.map((factory) -> factory.create(server, destination, none))
			.filter(Objects::nonNull)
			.toList();
		Set<String> names = own.stream().map(Sink::name).collect(Collectors.toSet());
		shared.stream().filter((sink) -> !names.contains(sink.name())).findFirst().ifPresent((sink) -> {
			throw new InvalidPropertyException(server.serverProperty("rabbitmq.queues"),
					server.server().rabbitmq().queues(),
					"several queues, and the bean of the sink '" + sink.name() + "' can keep the position of one only",
					"Write one queue.");
		});
		return own;
	}

	/**
	 * Of a database behind a queue nobody can tell what can be seen in it.
	 * @param server the server's properties
	 * @return the exception to throw
	 */
	static SetupException notVisible(SourceProperties server) {
		return new SetupException(
				"Changes come from RabbitMQ (" + server.serverProperty("type")
						+ "), which cannot tell when one can be seen in the database.",
				"Read the changes from MySQL or MariaDB itself, or take canal.cache.protect away.");
	}

}
