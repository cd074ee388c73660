package io.github.canalspring.sink.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.RowKey;
import io.github.canalspring.source.Change;

/**
 * The changes whose messages are on their way, and those that Kafka will never take with
 * the later ones of their rows.
 */
final class Sendings {

	private final List<Sending> sendings = new ArrayList<>();

	private final List<RefusedChange> refused = new ArrayList<>();

	private final Set<String> waiting = new HashSet<>();

	/** Whether a change has to wait behind a refused one; it then does. */
	boolean waits(Change change) {
		if (this.waiting.isEmpty()) {
			return false;
		}
		Set<String> rows = RowKey.of(change);
		if (rows.stream().noneMatch(this.waiting::contains)) {
			return false;
		}
		this.sendings.add(new Sending(change, List.of(), ""));
		this.waiting.addAll(rows);
		return true;
	}

	void refuse(Change change, String reason) {
		this.sendings.add(new Sending(change, List.of(), reason));
		this.waiting.addAll(RowKey.of(change));
	}

	void add(Change change, List<TopicWriter.Sent> sent) {
		this.sendings.add(new Sending(change, sent, ""));
		if (sent.stream().anyMatch(TopicWriter.Sent::isRefused)) {
			this.waiting.addAll(RowKey.of(change));
		}
	}

	/**
	 * Wait until Kafka has all of them. A later change of a refused one's row that was
	 * sent before the refusal came is refused too, and sent again behind it.
	 * @throws IOException if Kafka did not take one for a reason that passes
	 */
	void await() throws IOException, InterruptedException {
		Set<String> rows = new HashSet<>();
		for (Sending sending : this.sendings) {
			String reason = sending.reason();
			for (TopicWriter.Sent sent : sending.sent()) {
				String refusal = sent.await();
				reason = (refusal != null) ? refusal : reason;
			}
			boolean waits = !rows.isEmpty() && RowKey.of(sending.change()).stream().anyMatch(rows::contains);
			if (waits || !reason.isEmpty()) {
				rows.addAll(RowKey.of(sending.change()));
				this.refused.add(new RefusedChange(sending.change(), reason));
			}
		}
	}

	boolean hasRefused() {
		return !this.refused.isEmpty();
	}

	List<RefusedChange> refused() {
		return this.refused;
	}

	private record Sending(Change change, List<TopicWriter.Sent> sent, String reason) {
	}

}
