package io.github.canalspring.sink.elasticsearch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;

import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends operations in bulk requests, several at a time, and looks at what became of each.
 * No document may come twice between two calls of {@link #drain}: requests in flight
 * overtake each other. For one thread.
 */
final class BulkSender {

	private static final Logger log = LoggerFactory.getLogger(BulkSender.class);

	private static final int ATTEMPTS = 6;

	private static final long FIRST_DELAY_MILLIS = 50;

	private static final int TOO_LARGE = 413;

	private final RestApi api;

	private final BulkSize size;

	private final StoreWatch watch;

	private final BiPredicate<DocumentKey, String> tolerated;

	private final Deque<Sent> inFlight = new ArrayDeque<>();

	private final List<RefusedChange> refused = new ArrayList<>();

	private final List<String> failed = new ArrayList<>();

	/**
	 * Bodies that may be written again. New ones that grow each time are what the garbage
	 * collector does worst: arrays of a megabyte.
	 */
	private final Deque<BulkBody> spare = new ArrayDeque<>();

	private BulkBody body = new BulkBody();

	BulkSender(RestApi api, BulkLimits limits, StoreWatch watch) {
		this(api, limits, watch, (key, reason) -> false);
	}

	/**
	 * Create a sender.
	 * @param tolerated takes a document that does not fit and why, if that is no failure
	 */
	BulkSender(RestApi api, BulkLimits limits, StoreWatch watch, BiPredicate<DocumentKey, String> tolerated) {
		this.tolerated = tolerated;
		this.api = api;
		this.size = new BulkSize(limits, api.timeout());
		this.watch = watch;
	}

	/**
	 * Write a document.
	 * @throws ElasticsearchFailure if an earlier request failed as a whole
	 */
	void index(DocumentKey key, Change change, byte[] document, @Nullable String pipeline) throws InterruptedException {
		if (this.size.isTooMuch(this.body, document.length)) {
			send();
		}
		this.body.index(key, change, document, pipeline);
		sendIfFull();
	}

	/**
	 * Delete a document.
	 * @param key the document
	 * @param change the change by which it goes; {@code null} if none tells so
	 * @param version the version of the deletion
	 * @throws ElasticsearchFailure if an earlier request failed as a whole
	 */
	void delete(DocumentKey key, @Nullable Change change, long version) throws InterruptedException {
		this.body.delete(key, change, version);
		sendIfFull();
	}

	private void sendIfFull() throws InterruptedException {
		if (this.size.isFull(this.body)) {
			send();
		}
	}

	/** If too many are in flight, wait for the oldest first. */
	private void send() throws InterruptedException {
		if (this.body.items().isEmpty()) {
			return;
		}
		BulkBody full = this.body;
		while (this.inFlight.size() >= this.size.inFlight()) {
			settle(this.inFlight.remove());
		}
		this.watch.beforeRequest();
		this.body = Objects.requireNonNullElseGet(this.spare.poll(), BulkBody::new);
		this.inFlight.add(sent(full));
	}

	/**
	 * Send what is left and wait for all requests.
	 * @throws ElasticsearchFailure if one failed as a whole
	 */
	void drain() throws InterruptedException {
		send();
		while (!this.inFlight.isEmpty()) {
			settle(this.inFlight.remove());
		}
	}

	/**
	 * Send what is left and wait for all requests.
	 * @return the changes whose documents do not fit; all others have been applied
	 * @throws ElasticsearchFailure if a request failed as a whole, or an operation did
	 * for another reason than its document
	 */
	List<RefusedChange> finish() throws InterruptedException {
		drain();
		if (!this.failed.isEmpty()) {
			throw new ElasticsearchFailure(this.failed.get(0)
					+ ((this.failed.size() > 1) ? " (and " + (this.failed.size() - 1) + " more)" : ""));
		}
		return List.copyOf(this.refused);
	}

	/**
	 * Give up on what is in flight and forget it.
	 */
	void reset() {
		this.inFlight.forEach((sent) -> sent.call().cancel());
		this.inFlight.clear();
		this.refused.clear();
		this.failed.clear();
		this.body.clear();
	}

	/**
	 * Wait for a request and send what overload kept back again, until all is settled.
	 */
	private void settle(Sent first) throws InterruptedException {
		Sent sent = first;
		long delay = FIRST_DELAY_MILLIS;
		for (int attempt = 1;; attempt++) {
			RestAnswer answer = answer(sent);
			BulkBody again = again(sent.body(), answer, attempt < ATTEMPTS);
			if (again.items().isEmpty()) {
				keep(sent.body(), answer);
				return;
			}
			log.debug("Elasticsearch is overloaded: sending {} again in {} ms", again, delay);
			Thread.sleep(delay);
			delay *= 2;
			sent = sent(again);
		}
	}

	/** Only of a request that was read to its end is nothing being sent any more. */
	private void keep(BulkBody sent, RestAnswer answer) {
		if (answer.ok() && !this.size.isTooMuch(sent, 0)) {
			sent.clear();
			this.spare.push(sent);
		}
	}

	private Sent sent(BulkBody body) {
		return new Sent(body, this.api.bulk(body), System.nanoTime());
	}

	private RestAnswer answer(Sent sent) throws InterruptedException {
		try {
			RestAnswer answer = sent.call().await();
			if (answer.ok()) {
				this.size.answered(sent.body(), System.nanoTime() - sent.time());
			}
			return answer;
		}
		catch (ElasticsearchFailure ex) {
			throw (ex.getCause() instanceof TimeoutException) ? this.size.timedOut(sent.body(), ex) : ex;
		}
	}

	private BulkBody again(BulkBody sent, RestAnswer answer, boolean mayRetry) {
		if (answer.passing() && mayRetry) {
			return sent;
		}
		if (answer.status() == TOO_LARGE && sent.items().size() == 1) {
			refuse(sent, 0, message(sent, 0, answer.status(), ""));
			return new BulkBody();
		}
		if (!answer.ok()) {
			throw answer.failure();
		}
		BulkBody again = new BulkBody();
		for (BulkAnswer.Failure failure : BulkAnswer.failures(answer)) {
			String message = message(sent, failure.item(), failure.status(),
					Reason.text(failure.type(), failure.reason()));
			if (failure.passing() && mayRetry) {
				again.copy(sent, failure.item());
			}
			else if (failure.documentsFault()) {
				refuse(sent, failure.item(), message);
			}
			else {
				this.failed.add(message);
			}
		}
		return again;
	}

	private void refuse(BulkBody body, int item, String message) {
		Change change = body.items().get(item).change();
		if (this.tolerated.test(body.items().get(item).key(), message)) {
			return;
		}
		if (change != null) {
			this.refused.add(new RefusedChange(change, message));
		}
		else {
			this.failed.add(message);
		}
	}

	private static String message(BulkBody body, int item, int status, String reason) {
		DocumentKey key = body.items().get(item).key();
		return "Elasticsearch refused document '" + key.id() + "' of index " + key.index() + " with status " + status
				+ reason;
	}

	private record Sent(BulkBody body, RestCall call, long time) {

	}

}
