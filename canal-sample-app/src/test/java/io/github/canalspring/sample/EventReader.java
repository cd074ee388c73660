package io.github.canalspring.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads server-sent events as a browser does.
 */
class EventReader implements AutoCloseable {

	private final List<Event> events = new CopyOnWriteArrayList<>();

	private final Lines lines = new Lines();

	EventReader(String uri) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).header("Accept", "text/event-stream").build();
		HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(this.lines));
	}

	List<JsonNode> events(String name) {
		return this.events.stream().filter((event) -> event.name().equals(name)).map(Event::data).toList();
	}

	boolean hasHeardAnything() {
		return this.lines.heard;
	}

	@Override
	public void close() {
		this.lines.subscription.cancel();
	}

	private record Event(String name, JsonNode data) {

	}

	private final class Lines implements Flow.Subscriber<String> {

		private volatile Flow.Subscription subscription;

		private volatile boolean heard;

		private String name = "";

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(String line) {
			this.heard = true;
			if (line.startsWith("event:")) {
				this.name = line.substring("event:".length());
			}
			else if (line.startsWith("data:")) {
				JsonNode data = JsonMapper.shared().readTree(line.substring("data:".length()));
				EventReader.this.events.add(new Event(this.name, data));
			}
		}

		@Override
		public void onError(Throwable failure) {
			// Closed by the reader or by the shop; a test that still waits fails by
			// itself.
		}

		@Override
		public void onComplete() {
			// As above.
		}

	}

}
