package io.github.canalspring.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for while a stream is open: put in by any thread, taken by the stream's,
 * and answered when the sink has kept a position that tells of it.
 */
final class ResyncRequests implements AutoCloseable {

	private final List<Request> waiting = new ArrayList<>();

	private final List<Request> handedOut = new ArrayList<>();

	private Map<String, String> notes = new LinkedHashMap<>();

	private boolean closed;

	synchronized CompletableFuture<@Nullable Void> add(SnapshotJob job) {
		Request request = new Request(job, new CompletableFuture<>());
		if (this.closed) {
			request.kept().cancel(false);
		}
		else {
			this.waiting.add(request);
		}
		return request.kept();
	}

	/** The jobs that were asked for since the last call. */
	synchronized List<SnapshotJob> take() {
		if (this.waiting.isEmpty()) {
			return List.of();
		}
		List<SnapshotJob> jobs = this.waiting.stream().map(Request::job).toList();
		this.handedOut.addAll(this.waiting);
		this.waiting.clear();
		return jobs;
	}

	synchronized void note(String name, String note) {
		this.notes.put(name, note);
	}

	/** The notes since the last call. */
	synchronized Map<String, String> takeNotes() {
		if (this.notes.isEmpty()) {
			return Map.of();
		}
		Map<String, String> taken = this.notes;
		this.notes = new LinkedHashMap<>();
		return taken;
	}

	/** All that was taken is kept. */
	synchronized void kept() {
		if (!this.handedOut.isEmpty()) {
			this.handedOut.forEach((request) -> request.kept().complete(null));
			this.handedOut.clear();
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.waiting.forEach((request) -> request.kept().cancel(false));
		this.handedOut.forEach((request) -> request.kept().cancel(false));
	}

	private record Request(SnapshotJob job, CompletableFuture<@Nullable Void> kept) {

	}

}
