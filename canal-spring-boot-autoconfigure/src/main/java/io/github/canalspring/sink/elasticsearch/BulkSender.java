package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends bulk requests, several at a time, and looks at what became of each operation. No
 * document may be in two bodies between {@link #send} and {@link #finish}: requests in
 * flight overtake each other. For one thread.
 */
final class BulkSender {

	private static final Logger log = LoggerFactory.getLogger(BulkSender.class);

	private static final int IN_FLIGHT = 4;

	private static final int ATTEMPTS = 6;

	private static final long FIRST_DELAY_MILLIS = 50;

	private final RestApi api;

	private final Deque<Sent> inFlight = new ArrayDeque<>();

	private final List<String> refused = new ArrayList<>();

	BulkSender(RestApi api) {
		this.api = api;
	}

	/**
	 * Send a request; if too many are in flight, wait for the oldest first.
	 * @param body the operations
	 * @throws ElasticsearchFailure if an earlier request failed as a whole
	 */
	void send(BulkBody body) throws InterruptedException {
		if (this.inFlight.size() >= IN_FLIGHT) {
			settle(this.inFlight.remove());
		}
		this.inFlight.add(new Sent(body, this.api.bulk(body)));
	}

	/**
	 * Wait for all requests.
	 * @throws ElasticsearchFailure if one failed as a whole, or any operation did; the
	 * others have been applied
	 */
	void finish() throws InterruptedException {
		while (!this.inFlight.isEmpty()) {
			settle(this.inFlight.remove());
		}
		if (!this.refused.isEmpty()) {
			throw new ElasticsearchFailure(this.refused.get(0)
					+ ((this.refused.size() > 1) ? " (and " + (this.refused.size() - 1) + " more)" : ""));
		}
	}

	/**
	 * Give up on what is in flight and forget it.
	 */
	void reset() {
		this.inFlight.forEach((sent) -> sent.call().cancel());
		this.inFlight.clear();
		this.refused.clear();
	}

	/**
	 * Wait for a request and send what overload kept back again, until all is settled.
	 */
	private void settle(Sent first) throws InterruptedException {
		Sent sent = first;
		long delay = FIRST_DELAY_MILLIS;
		for (int attempt = 1;; attempt++) {
			RestAnswer answer = sent.call().await();
			if (!answer.ok()) {
				throw answer.failure();
			}
			BulkBody again = new BulkBody();
			for (BulkAnswer.Failure failure : BulkAnswer.failures(answer)) {
				if (failure.passing() && attempt < ATTEMPTS) {
					again.copy(sent.body(), failure.item());
				}
				else {
					this.refused.add(message(sent.body(), failure));
				}
			}
			if (again.items().isEmpty()) {
				return;
			}
			log.debug("Elasticsearch is overloaded: sending {} again in {} ms", again, delay);
			Thread.sleep(delay);
			delay *= 2;
			sent = new Sent(again, this.api.bulk(again));
		}
	}

	private static String message(BulkBody body, BulkAnswer.Failure failure) {
		BulkBody.Item item = body.items().get(failure.item());
		return "Elasticsearch refused document '" + item.id() + "' of index " + item.index() + " with status "
				+ failure.status() + Reason.text(failure.type(), failure.reason());
	}

	private record Sent(BulkBody body, RestCall call) {

	}

}
