package io.github.canalspring.autoconfigure;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.canalspring.parking.ParkingPlace;
import io.github.canalspring.pipeline.OnError;
import io.github.canalspring.pipeline.OnError.Reaction;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.sink.handler.HandlerCalls;
import org.jspecify.annotations.Nullable;

/**
 * What the properties say about changes that cannot be applied.
 */
final class ErrorHandling {

	private final CanalProperties properties;

	private final Destination home;

	private final long limit;

	/**
	 * Read the properties.
	 * @param properties the properties
	 * @param home the stream in whose folder changes are parked, unless another is
	 * configured
	 */
	ErrorHandling(CanalProperties properties, Destination home) {
		this.properties = properties;
		this.home = home;
		this.limit = properties.parking().limit();
	}

	HandlerCalls handlerCalls() {
		return this.properties.handlers().calls(forHandlers() == Reaction.PARK);
	}

	private Reaction forHandlers() {
		Reaction own = this.properties.handlers().onError();
		return (own != null) ? own : Objects.requireNonNullElse(this.properties.onError(), Reaction.HOLD);
	}

	/** For the pipeline of the handlers. */
	OnError onHandlerError() {
		Reaction reaction = forHandlers();
		return (table) -> reaction;
	}

	/**
	 * For the pipeline of a sink: what the entries for the table say, hold before park.
	 */
	OnError onError(SourceProperties server, Sink sink) {
		List<Rule> rules = new ArrayList<>();
		if (sink.name().equals("redis")) {
			server.sinks().redis().forEach((entry) -> add(rules, entry.table(), entry.onError()));
		}
		else if (sink.name().equals("elasticsearch")) {
			server.sinks().elasticsearch().forEach((entry) -> add(rules, entry.table(), entry.onError()));
		}
		else if (sink.name().equals("kafka")) {
			server.sinks().kafka().forEach((entry) -> add(rules, entry.table(), entry.onError()));
		}
		Reaction otherwise = Objects.requireNonNullElse(this.properties.onError(), Reaction.PARK);
		return (table) -> rules.stream()
			.filter((rule) -> rule.tables().matches(table))
			.map((rule) -> Objects.requireNonNullElse(rule.reaction(), otherwise))
			.min(Reaction::compareTo)
			.orElse(otherwise);
	}

	private static void add(List<Rule> rules, @Nullable String table, @Nullable Reaction reaction) {
		if (table != null) {
			rules.add(new Rule(TablePattern.parse(table), reaction));
		}
	}

	/**
	 * Check that nothing is to be parked: the place is this instance's, but partitions go
	 * from one instance to another.
	 * @param server the properties of a server whose stream comes in partitions
	 */
	void requireHold(SourceProperties server) {
		boolean entries = Stream
			.of(server.sinks().redis().stream().map(CanalProperties.Redis::onError),
					server.sinks().elasticsearch().stream().map(CanalProperties.Elasticsearch::onError),
					server.sinks().kafka().stream().map(KafkaSinkProperties::onError))
			.flatMap((reactions) -> reactions)
			.anyMatch((reaction) -> reaction == Reaction.PARK);
		if (entries || this.properties.onError() == Reaction.PARK
				|| this.properties.handlers().onError() == Reaction.PARK) {
			throw new InvalidPropertyException("canal.on-error", "park",
					"not possible where partitions go from one instance to another, and with them the rows of which "
							+ "changes would be parked here",
					"Write hold, here, under canal.handlers and with each mapping; or leave it out.");
		}
	}

	/**
	 * Where a pipeline parks.
	 * @param destination the stream
	 * @param sink the pipeline's sink
	 * @return the place; {@code null} if there is no folder for it
	 */
	@Nullable ParkingPlace place(Destination destination, Sink sink) {
		Path directory = this.properties.checkpoint().directory();
		if (directory == null && !Destination.hasHome()) {
			return null;
		}
		return new ParkingPlace((directory != null) ? directory : this.home.home(),
				destination.name() + "-" + sink.name(), this.limit, Clock.systemUTC());
	}

	private record Rule(TablePattern tables, @Nullable Reaction reaction) {

	}

}
