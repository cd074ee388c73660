package io.github.canalspring.sink.elasticsearch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.canalspring.sink.CheckpointLostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The document that keeps the position. It is written beside the stream and at most every
 * {@link #INTERVAL}, so that it costs a single change no time and many changes nothing:
 * what it holds is what was applied, or a little less.
 * <p>
 * It is written only over the version that was last seen, so one that is gone or was set
 * back, because the server lost data or was restored from a snapshot, is never replaced
 * by a newer position than the data has. Safe for use by several threads.
 */
final class CheckpointDocument {

	private static final Logger log = LoggerFactory.getLogger(CheckpointDocument.class);

	private static final Duration INTERVAL = Duration.ofMillis(200);

	/** For the end: the application must not be kept from stopping. */
	private static final Duration LAST_WRITE = Duration.ofSeconds(2);

	private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

	private static final String INDEX = JsonMapper.shared()
		.writeValueAsString(Map.of("settings", Map.of("number_of_shards", 1, "auto_expand_replicas", "0-1"), "mappings",
				Map.of("dynamic", false, "properties", Map.of("updated", Map.of("type", "date")))));

	private final RestApi api;

	private final String index;

	private final String path;

	/** What the server is known to hold; {@code null} if nothing. */
	private @Nullable Stored stored;

	/** A position that was sent and perhaps written, though no answer came. */
	private @Nullable String sent;

	private @Nullable String wanted;

	private Map<String, String> indices = Map.of();

	private @Nullable Throwable failure;

	private CompletableFuture<@Nullable Void> writing = CompletableFuture.completedFuture(null);

	private long lastWrite = System.nanoTime() - INTERVAL.toNanos();

	/**
	 * Create the document's keeper.
	 * @param api the server
	 * @param index the index to keep it in
	 * @param id the document's id
	 */
	CheckpointDocument(RestApi api, String index, String id) {
		this.api = api;
		this.index = index;
		this.path = "/" + index + "/_doc/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
	}

	/**
	 * Find the position, and make the index for it if it is missing.
	 * @return what is stored; {@code null} if nothing is
	 */
	@Nullable Stored load() throws InterruptedException {
		settle();
		RestAnswer answer = this.api.call("PUT", "/" + this.index, INDEX);
		if (!answer.ok() && !answer.errorType().equals("resource_already_exists_exception")
				&& !this.api.call("HEAD", "/" + this.index, "").ok()) {
			throw answer.failure();
		}
		Stored found = read();
		synchronized (this) {
			this.stored = found;
			this.sent = null;
			this.wanted = (found != null) ? found.position() : null;
			this.failure = null;
		}
		return found;
	}

	private @Nullable Stored read() throws InterruptedException {
		RestAnswer answer = this.api.call("GET", this.path, "");
		if (!answer.ok() && answer.status() != 404) {
			throw answer.failure();
		}
		JsonNode document = answer.json();
		if (!document.path("found").asBoolean(false)) {
			return null;
		}
		JsonNode source = document.path("_source");
		Map<String, String> covered = new LinkedHashMap<>();
		source.path("indices").forEachEntry((name, uuid) -> covered.put(name, uuid.asString("")));
		return new Stored(source.path("position").asString(), covered, document.path("_seq_no").asLong(),
				document.path("_primary_term").asLong());
	}

	/**
	 * Check that the server still holds what was written.
	 * @throws CheckpointLostException if it does not
	 */
	void verify() throws InterruptedException {
		settle();
		Stored found = read();
		synchronized (this) {
			if (!expected(found)) {
				throw new CheckpointLostException("The checkpoint " + this.path + " is "
						+ ((found == null) ? "gone" : "not the one that was written last")
						+ ": Elasticsearch has lost data or was restored, or another application writes it");
			}
			this.stored = found;
			this.failure = null;
		}
	}

	private boolean expected(@Nullable Stored found) {
		if (found == null) {
			return this.stored == null;
		}
		return found.position().equals(this.sent)
				|| (this.stored != null && found.position().equals(this.stored.position()));
	}

	/** Wait until nothing is being written. */
	private void settle() throws InterruptedException {
		for (CompletableFuture<?> pending = writing(); !pending.isDone(); pending = writing()) {
			await(pending, NO_LIMIT);
		}
	}

	private static boolean await(CompletableFuture<?> pending, Duration limit) throws InterruptedException {
		try {
			pending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A write's future only ever completes normally", ex);
		}
	}

	private synchronized CompletableFuture<?> writing() {
		return this.writing;
	}

	/**
	 * Keep a position soon.
	 * @param position the position after what was applied
	 * @param indices the UUIDs of the indices that it was applied to, by name
	 */
	synchronized void save(String position, Map<String, String> indices) {
		this.wanted = position;
		this.indices = indices;
		if (this.writing.isDone()) {
			schedule();
		}
	}

	/**
	 * Wait until the position is kept.
	 * @throws ElasticsearchFailure if it could not be written
	 */
	void awaitSaved() throws InterruptedException {
		settle();
		Throwable failed = failure();
		if (failed != null) {
			throw new ElasticsearchFailure("The position could not be written to " + this.path + ": " + failed, failed);
		}
	}

	private void schedule() {
		long delay = this.lastWrite + INTERVAL.toNanos() - System.nanoTime();
		this.writing = new CompletableFuture<>();
		if (delay <= 0) {
			write();
		}
		else {
			CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS).execute(this::write);
		}
	}

	private synchronized void write() {
		String position = Objects.requireNonNull(this.wanted);
		Stored over = this.stored;
		Map<String, String> condition = (over == null) ? Map.of("op_type", "create") : Map.of("if_seq_no",
				Long.toString(over.seqNo()), "if_primary_term", Long.toString(over.primaryTerm()));
		this.sent = position;
		this.lastWrite = System.nanoTime();
		String body = JsonMapper.shared()
			.writeValueAsString(
					Map.of("position", position, "indices", this.indices, "updated", Instant.now().toString()));
		try {
			this.api.start("PUT", this.path, condition, body)
				.answer()
				.whenComplete((answer, exception) -> written(position, answer, exception));
		}
		catch (RuntimeException ex) {
			// Such as that the client is closed; told at the next batch.
			written(position, null, ex);
		}
	}

	private synchronized void written(String position, @Nullable RestAnswer answer, @Nullable Throwable exception) {
		if (answer != null && answer.ok()) {
			JsonNode result = answer.json();
			this.stored = new Stored(position, this.indices, result.path("_seq_no").asLong(),
					result.path("_primary_term").asLong());
			this.sent = null;
		}
		else {
			this.failure = (answer != null) ? answer.failure() : exception;
		}
		this.writing.complete(null);
		if (this.failure == null && !position.equals(this.wanted)) {
			schedule();
		}
	}

	/**
	 * Whether the last write failed, so that the server should be looked at.
	 */
	boolean failed() {
		return failure() != null;
	}

	private synchronized @Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Write the last position, if it is not written yet.
	 */
	void close() {
		boolean interrupted = Thread.interrupted();
		try {
			if (!await(writing(), LAST_WRITE) || !await(writeLast(), LAST_WRITE) || failed()) {
				log.warn("The last position could not be written to {}; an older one is there", this.path);
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private synchronized CompletableFuture<?> writeLast() {
		boolean behind = this.wanted != null && (this.stored == null || !this.wanted.equals(this.stored.position()));
		if (behind && this.writing.isDone()) {
			this.failure = null;
			schedule();
		}
		return this.writing;
	}

	/**
	 * A stored position.
	 *
	 * @param position the position's text
	 * @param indices the UUIDs of the indices that it speaks for, by name; empty for one
	 * that did not exist yet
	 * @param seqNo the document's sequence number
	 * @param primaryTerm and its primary term
	 */
	record Stored(String position, Map<String, String> indices, long seqNo, long primaryTerm) {

		boolean covers(String index, String uuid) {
			String then = this.indices.get(index);
			return then != null && (then.isEmpty() || then.equals(uuid));
		}

	}

}
