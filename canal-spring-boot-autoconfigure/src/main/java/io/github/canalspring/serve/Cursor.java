package io.github.canalspring.serve;

import java.io.IOException;
import java.time.Duration;

import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a client is for good. Guarded by the client.
 */
final class Cursor {

	private static final Logger logger = LoggerFactory.getLogger(Cursor.class);

	/** How often a place is kept that the client came to without being given anything. */
	private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

	private final String name;

	private final ChangeSource source;

	private final CheckpointStore checkpoints;

	private @Nullable Position position;

	private long savedAt = System.nanoTime();

	Cursor(String name, ChangeSource source, CheckpointStore checkpoints) {
		this.name = name;
		this.source = source;
		this.checkpoints = checkpoints;
	}

	/**
	 * Find out where the client is.
	 * @param startFrom where it begins if it is new
	 */
	void locate(StartFrom startFrom) throws Refusal {
		if (this.position != null) {
			return;
		}
		try {
			String saved = this.checkpoints.load(this.name);
			if (saved != null) {
				this.position = this.source.position(saved);
				return;
			}
			Position start = this.source.resolve(startFrom);
			this.checkpoints.save(this.name, start.text());
			this.position = start;
			logger.info("{}: a new client, which begins at {}", this.name, start);
		}
		catch (SourceException ex) {
			throw new Refusal(Refusal.FAILED, ex.getMessage() + ". " + ex.remedy());
		}
		catch (IOException ex) {
			logger.error("{}: the cursor cannot be read: {}", this.name, ex.toString());
			throw new Refusal(Refusal.FAILED, "the cursor of " + this.name + " cannot be read");
		}
	}

	/**
	 * Where the client is.
	 * @throws IllegalStateException if it was not located
	 */
	Position position() {
		if (this.position == null) {
			throw new IllegalStateException("Who speaks for a client has subscribed");
		}
		return this.position;
	}

	/** The client has everything up to there. */
	void move(Position there) {
		this.position = there;
		try {
			this.checkpoints.save(this.name, there.text());
			this.savedAt = System.nanoTime();
		}
		catch (IOException ex) {
			logger.warn("{}: the cursor could not be kept, so what follows will be repeated after a restart: {}",
					this.name, ex.toString());
		}
	}

	/** There is nothing for the client up to there. */
	void pass(Position there) {
		this.position = there;
		if (System.nanoTime() - this.savedAt > IDLE_NANOS) {
			move(there);
		}
	}

	/** Let others have it. */
	void release() {
		if (this.position != null) {
			this.position = null;
			this.checkpoints.release(this.name);
		}
	}

}
