package io.github.canalspring.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream with the existing rows of its tables woven in, chunk by chunk: Netflix's
 * DBLog. A chunk is read between a low and a high position of the stream; it takes its
 * place behind the high one, less the rows that the stream has changed by then. The
 * stream never waits for the snapshot, nothing is locked for longer than one chunk's
 * read, and consumers see one order in which no row goes back to an older version.
 * <p>
 * While the snapshot is under way, positions carry its progress, so that it goes on after
 * a restart where it stopped.
 */
final class SnapshotStream implements ChangeStream {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotStream.class);

	private final String name;

	private final ChangeStream stream;

	private final TableReader reader;

	private final Clock clock;

	private final int chunkSize;

	private SnapshotProgress progress;

	private Position reached;

	private @Nullable PendingChunk pending;

	/** The progress when the pending chunk will have been delivered. */
	private SnapshotProgress pendingProgress;

	private @Nullable String unreachable;

	SnapshotStream(String name, ChangeStream stream, TableReader reader, SnapshotPosition from, int chunkSize,
			Clock clock) {
		this.name = name;
		this.stream = stream;
		this.reader = reader;
		this.progress = from.progress();
		this.pendingProgress = this.progress;
		this.reached = from.stream();
		this.chunkSize = chunkSize;
		this.clock = clock;
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		List<ChangeBatch> batches = new ArrayList<>();
		if (this.pending == null && !this.progress.isDone() && !readChunk()) {
			// Tells that the snapshot is further, perhaps done.
			batches.add(new ChangeBatch(List.of(), position(), this.clock.instant(), 0));
		}
		// The server was idle, and the stream is already where the chunk was read.
		deliverIfDue(batches);
		if (batches.isEmpty()) {
			for (ChangeBatch batch : this.stream.poll(timeout)) {
				add(batch, batches);
			}
		}
		return batches;
	}

	private void add(ChangeBatch batch, List<ChangeBatch> batches) {
		this.reached = batch.position();
		if (this.pending != null) {
			this.pending.drop(batch);
		}
		batches.add(new ChangeBatch(batch.changes(), position(), batch.committedAt(), batch.bytes()));
		deliverIfDue(batches);
	}

	private void deliverIfDue(List<ChangeBatch> batches) {
		if (this.pending == null || !this.pending.isDue(this.reached)) {
			return;
		}
		PendingChunk chunk = this.pending;
		Position start = position();
		long firstRow = this.progress.rows();
		this.pending = null;
		this.progress = this.pendingProgress;
		batches.add(chunk.toBatch(start, firstRow, position()));
		if (this.progress.isDone()) {
			logger.info("{}: the snapshot is done at {}", this.name, this.reached);
		}
	}

	/**
	 * Read the next rows.
	 * @return {@code false} if the table is gone
	 */
	private boolean readChunk() {
		try {
			TableChunk chunk = this.reader.read(this.progress.table(), this.progress.after(), this.chunkSize);
			if (!chunk.low().reaches(this.reached)) {
				this.unreachable = "The server whose tables are read is not yet at " + this.reached;
				return true;
			}
			this.unreachable = null;
			this.pending = new PendingChunk(chunk, this.reached, this.clock.instant());
			SnapshotProgress read = this.progress.behind(chunk.last(), chunk.rows().size());
			if (chunk.end()) {
				logger.info("{}: read all {} rows of {}", this.name, read.rows(), read.table());
			}
			this.pendingProgress = chunk.end() ? read.next() : read;
		}
		catch (NoSuchTableException ex) {
			logger.warn("{}: table {} is gone, the snapshot goes on without it", this.name, this.progress.table());
			this.progress = this.progress.next();
			this.pendingProgress = this.progress;
			return false;
		}
		catch (SourceUnreachableException ex) {
			// The stream reconnects at its own pace; so does this, at the next poll.
			this.unreachable = ex.getMessage();
		}
		return true;
	}

	private Position position() {
		return this.progress.isDone() ? this.reached : new SnapshotPosition(this.reached, this.progress);
	}

	@Override
	public void acknowledge(Position position) {
		this.stream.acknowledge((position instanceof SnapshotPosition snapshot) ? snapshot.stream() : position);
	}

	@Override
	public @Nullable String disconnected() {
		String reason = this.stream.disconnected();
		return (reason != null) ? reason : this.unreachable;
	}

	@Override
	public void close() {
		this.stream.close();
	}

}
