package io.github.canalspring.sample;

import java.time.Duration;

import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends what happens to every browser that listens. A browser that comes later gets the
 * last events at once; one that is too slow loses the oldest of those that wait for it,
 * and keeps nobody else waiting.
 */
@RestController
class LiveEvents {

	private static final Duration HEARTBEAT = Duration.ofSeconds(10);

	private final Sinks.Many<ServerSentEvent<Object>> events = Sinks.many().replay().limit(40);

	private final Sinks.Empty<Void> closed = Sinks.empty();

	/** Called by handlers and by the meter, on their own threads. */
	void publish(String name, Object data) {
		ServerSentEvent<Object> event = ServerSentEvent.builder(data).event(name).build();
		this.events.emitNext(event, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
	}

	/** Sending the comment now and then finds out which browsers are gone. */
	@GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<Object>> events() {
		ServerSentEvent<Object> comment = ServerSentEvent.builder().comment("still here").build();
		Flux<ServerSentEvent<Object>> heartbeats = Flux.interval(Duration.ZERO, HEARTBEAT)
			.onBackpressureDrop()
			.map((tick) -> comment);
		return this.events.asFlux()
			.onBackpressureBuffer(256, BufferOverflowStrategy.DROP_OLDEST)
			.mergeWith(heartbeats)
			.takeUntilOther(this.closed.asMono());
	}

	/** Else the web server would wait for the browsers when it stops. */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closed.tryEmitEmpty();
	}

}
