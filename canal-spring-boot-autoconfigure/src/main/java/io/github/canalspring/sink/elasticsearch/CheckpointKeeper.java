package io.github.canalspring.sink.elasticsearch;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.Epoch;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.Tenure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the position. It is written beside the stream and at most every
 * {@link #INTERVAL}, so that it costs a single change no time and many changes nothing:
 * what is kept is what was applied, or a little less.
 * <p>
 * It is written only over the version that was last seen, so one that is gone or was set
 * back, because the server lost data or was restored from a snapshot, is never replaced
 * by a newer position than the data has. To load it is to take it over: whoever wrote it
 * before writes it no more. Safe for use by several threads.
 */
final class CheckpointKeeper {

	private static final Logger log = LoggerFactory.getLogger(CheckpointKeeper.class);

	private static final Duration INTERVAL = Duration.ofMillis(200);

	/** For the end: the application must not be kept from stopping. */
	private static final Duration LAST_WRITE = Duration.ofSeconds(2);

	private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

	private final CheckpointDocument document;

	private final Tenure tenure = new Tenure("Elasticsearch");

	private String writer = "";

	/** What the server is known to hold; {@code null} if nothing. */
	private CheckpointDocument.@Nullable Stored stored;

	/** A position that was sent and perhaps written, though no answer came. */
	private @Nullable String sent;

	private @Nullable String wanted;

	private Map<String, String> indices = Map.of();

	private @Nullable Throwable failure;

	private CompletableFuture<@Nullable Void> writing = CompletableFuture.completedFuture(null);

	private long lastWrite = System.nanoTime() - INTERVAL.toNanos();

	CheckpointKeeper(CheckpointDocument document) {
		this.document = document;
	}

	/**
	 * Find the position and take it over.
	 * @return what is stored; {@code null} if nothing is
	 * @throws SinkException if another instance took it over and is at work
	 */
	CheckpointDocument.@Nullable Stored load() throws InterruptedException {
		settle();
		this.document.prepare();
		CheckpointDocument.Stored found = this.document.read();
		Epoch next = begin(found);
		String me = next.text();
		if (found != null) {
			RestAnswer answer = this.document.write(found.position(), found.indices(), me, found).await();
			if (!answer.ok()) {
				throw answer.failure();
			}
			found = CheckpointDocument.Stored.of(found.position(), found.indices(), me, answer);
		}
		synchronized (this) {
			this.tenure.begun(next);
			this.writer = me;
			this.stored = found;
			this.sent = null;
			this.wanted = (found != null) ? found.position() : null;
			this.failure = null;
		}
		return found;
	}

	private synchronized Epoch begin(CheckpointDocument.@Nullable Stored found) {
		return (found != null) ? this.tenure.next(found.writer(), found.position()) : this.tenure.next(null, null);
	}

	/**
	 * Check that the server still holds what was written.
	 * @throws CheckpointLostException if it does not
	 * @throws SinkException if another instance has taken the position over
	 */
	void verify() throws InterruptedException {
		settle();
		CheckpointDocument.Stored found = this.document.read();
		synchronized (this) {
			if (!expected(found)) {
				if (found != null) {
					this.tenure.requireLatest(found.writer(), found.position());
				}
				throw new CheckpointLostException("The checkpoint " + this.document + " is "
						+ ((found == null) ? "gone" : "not the one that was written last")
						+ ": Elasticsearch has lost data or was restored, or another application writes it");
			}
			this.stored = found;
			this.failure = null;
		}
	}

	private boolean expected(CheckpointDocument.@Nullable Stored found) {
		if (found == null) {
			return this.stored == null;
		}
		return found.writer().equals(this.writer) && (found.position().equals(this.sent)
				|| (this.stored != null && found.position().equals(this.stored.position())));
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
	 * @param covered the UUIDs of the indices that it was applied to, by name
	 */
	synchronized void save(String position, Map<String, String> covered) {
		this.wanted = position;
		this.indices = covered;
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
			throw new ElasticsearchFailure("The position could not be written to " + this.document + ": " + failed,
					failed);
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
		Map<String, String> covered = this.indices;
		this.sent = position;
		this.lastWrite = System.nanoTime();
		try {
			this.document.write(position, covered, this.writer, this.stored)
				.answer()
				.whenComplete((answer, exception) -> written(position, covered, answer, exception));
		}
		catch (RuntimeException ex) {
			// Such as that the client is closed; told at the next batch.
			written(position, covered, null, ex);
		}
	}

	private synchronized void written(String position, Map<String, String> covered, @Nullable RestAnswer answer,
			@Nullable Throwable exception) {
		if (answer != null && answer.ok()) {
			this.stored = CheckpointDocument.Stored.of(position, covered, this.writer, answer);
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
				log.warn("The last position could not be written to {}; an older one is there", this.document);
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

}
