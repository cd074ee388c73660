package io.github.canalspring.snapshot;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work beside a stream: reads tables piece by piece and then searches for leftovers,
 * and tells what is to be woven in where. For the stream's thread; the reading itself
 * goes on elsewhere.
 */
final class Backfill implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Backfill.class);

	/** How soon to look whether something is read. */
	private static final Duration READING = Duration.ofMillis(5);

	private static final Duration RETRY = Duration.ofMillis(500);

	/** For searches that began in an index that is about to be removed. */
	private static final Duration GRACE = Duration.ofSeconds(3);

	private final String name;

	private final Tables tables;

	private final Clock clock;

	private final Readings readings;

	private final SnapshotMeter meter;

	private final ChunkSize size;

	private final Outlines outlines;

	private final RebuildBatches rebuilds;

	private final LeftoverWork leftovers;

	private final Jobs jobs;

	private @Nullable Piece piece;

	private boolean arrived;

	private volatile long readNanos;

	private volatile @Nullable String unreachable;

	Backfill(String name, Tables tables, SnapshotProgress progress, SnapshotSettings settings, SnapshotMeter meter,
			Clock clock) {
		this.name = name;
		this.tables = tables;
		this.meter = meter;
		this.clock = clock;
		this.rebuilds = new RebuildBatches(clock);
		this.readings = new Readings(name);
		this.size = new ChunkSize(settings);
		this.outlines = new Outlines(tables.reader(), this.readings, meter);
		this.leftovers = new LeftoverWork(tables, this.outlines, this.readings, meter);
		this.jobs = new Jobs(progress, meter);
	}

	SnapshotProgress progress() {
		return this.jobs.progress();
	}

	/** Why nothing can be read at the moment. */
	@Nullable String unreachable() {
		return this.unreachable;
	}

	/** For how long to wait for the stream at most. */
	Duration patience(Duration timeout) {
		Duration wait = timeout;
		if (this.piece != null ? !this.arrived : this.outlines.isLooking() || this.leftovers.isUnderWay()) {
			wait = READING;
		}
		else if (this.piece == null && !this.jobs.areDone() && !this.meter.isPaused()) {
			wait = this.size.untilOpen();
		}
		return (wait.compareTo(timeout) >= 0) ? timeout : wait.isNegative() ? Duration.ZERO : wait;
	}

	/** What was delivered is applied. */
	void applied() {
		this.size.applied();
	}

	/** Do this first. */
	void add(SnapshotJob job) {
		if (!progress().includes(job)) {
			interrupt();
			job.tables().forEach(this.outlines::forget);
			this.jobs.first(job);
		}
	}

	/** Keep a note with the position. */
	void note(String name, String note) {
		this.jobs.note(name, note);
	}

	/** What is under way begins again when its turn comes. */
	private void interrupt() {
		this.piece = null;
		this.leftovers.end();
	}

	/** Take notice of what the stream brings, before anything else is done. */
	void observe(ChangeBatch batch) {
		for (Change change : batch.changes()) {
			if (this.piece != null) {
				this.piece.drop(change);
			}
			this.leftovers.seen(change);
		}
		for (TableId table : batch.replaced()) {
			if (this.tables.wantsRows(table)) {
				logger.info("{}: the rows of {} were replaced, so they are read again", this.name, table);
				interrupt();
				add(SnapshotJob.of(List.of(table), KeyRange.ALL));
			}
		}
	}

	/**
	 * Go on with the work as far as that goes without waiting.
	 * @param reached where the stream is
	 * @return what is to be woven in there; {@code null} if nothing is
	 */
	@Nullable ChangeBatch advance(Position reached) {
		try {
			return step(reached);
		}
		catch (CompletionException ex) {
			recover(ex.getCause());
			return null;
		}
	}

	/**
	 * Begin to read what comes next.
	 * @param reached where the stream is
	 */
	void prepare(Position reached) {
		try {
			begin(reached);
		}
		catch (CompletionException ex) {
			recover(ex.getCause());
		}
	}

	private @Nullable ChangeBatch step(Position reached) {
		begin(reached);
		if (this.piece == null && isOpen() && this.jobs.current().due() != null) {
			return takeStep(reached);
		}
		if (this.piece != null && !this.arrived && this.piece.isRead()) {
			arrive(this.piece);
		}
		Piece current = this.piece;
		if (current == null || !this.arrived || !current.isDue(reached)) {
			return null;
		}
		return deliver(current, reached);
	}

	private void begin(Position reached) {
		dropGivenUp();
		if (this.piece != null || !isOpen() || this.jobs.current().due() != null) {
			return;
		}
		SnapshotJob job = this.jobs.current();
		this.arrived = false;
		if (!job.hasRows()) {
			this.piece = this.leftovers.next(job, reached);
		}
		else if (this.outlines.look(job.left())) {
			startChunk(job, reached);
		}
	}

	private boolean isOpen() {
		return !this.jobs.areDone() && !this.meter.isPaused() && this.size.untilOpen().isNegative();
	}

	/** The sink has told why. */
	private void dropGivenUp() {
		if (this.jobs.dropWhile((job) -> job.builds() && !this.tables.builds(job))) {
			interrupt();
		}
	}

	private ChangeBatch takeStep(Position reached) {
		SnapshotJob job = this.jobs.current();
		SnapshotJob rest = job.afterStep();
		this.jobs.advance(rest);
		if (rest != null) {
			this.size.pause(GRACE);
		}
		return this.rebuilds.due(job, position(reached));
	}

	/** What tells the sink of a rebuild that it does not know yet. */
	ChangeBatch announce(Rebuild rebuild, Position reached) {
		return this.rebuilds.begin(rebuild, position(reached));
	}

	private void startChunk(SnapshotJob job, Position reached) {
		TableOutline outline = this.outlines.of(job.table());
		if (outline == null) {
			logger.warn("{}: table {} is gone, the snapshot goes on without it", this.name, job.table());
			next(job.nextTable());
			return;
		}
		ChunkLimit limit = this.size.limit(outline.bytesPerRow());
		this.piece = new PendingChunk(job.table(), outline, reached, this.readings.start(() -> {
			long start = System.nanoTime();
			TableChunk chunk = this.tables.reader().read(job.table(), job.range(), job.after(), limit);
			this.readNanos = System.nanoTime() - start;
			return chunk;
		}));
	}

	private void arrive(Piece current) {
		String problem = current.arrive();
		this.unreachable = problem;
		if (problem != null) {
			again(current);
			return;
		}
		this.arrived = true;
		this.size.spend(current.size());
		if (current.isSettled()) {
			this.piece = null;
			endSearchIfDone();
		}
	}

	private void again(Piece current) {
		this.piece = null;
		this.size.pause(RETRY);
		if (current instanceof LeftoverPage page) {
			this.leftovers.again(page.entries());
		}
		else if (!this.jobs.areDone() && this.jobs.current().hasRows()) {
			this.outlines.forget(this.jobs.current().table());
		}
	}

	/** The stream reconnects at its own pace; so does this, after a while. */
	private void recover(Throwable failure) {
		interrupt();
		if (failure instanceof NoSuchTableException && this.jobs.current().hasRows()) {
			this.outlines.forget(this.jobs.current().table());
		}
		else if (failure instanceof SourceUnreachableException) {
			this.unreachable = failure.getMessage();
			this.size.failed();
		}
		else if (failure instanceof IOException) {
			// Whether the sink is there is seen where it is written to.
			logger.warn("{}: the sink's entries could not be read, this is tried again: {}", this.name,
					failure.getMessage());
		}
		else {
			throw (failure instanceof RuntimeException known) ? known : new IllegalStateException(failure);
		}
		this.size.pause(RETRY);
	}

	private ChangeBatch deliver(Piece current, Position reached) {
		this.piece = null;
		if (current instanceof PendingChunk pending) {
			return deliver(pending, reached);
		}
		LeftoverPage page = (LeftoverPage) current;
		this.leftovers.again(page.changed());
		endSearchIfDone();
		ChangeBatch batch = page.toBatch(position(reached), this.clock.instant());
		this.meter.removed(batch.leftovers().entries().size());
		this.jobs.tell();
		return batch;
	}

	private ChangeBatch deliver(PendingChunk pending, Position reached) {
		SnapshotJob job = this.jobs.current();
		TableChunk chunk = pending.chunk();
		Position before = position(reached);
		this.meter.read(job.table(), chunk.rows().size());
		if (chunk.end()) {
			this.meter.done(job.table(), job.rows() + chunk.rows().size());
			next(job.nextTable());
		}
		else {
			next(job.behind(chunk.last(), chunk.rows().size()));
		}
		this.size.delivered(this.readNanos, !chunk.end());
		return this.rebuilds.rows(job, pending.toBatch(before, job.rows(), position(reached), this.clock.instant()));
	}

	private void next(SnapshotJob job) {
		SnapshotJob rest = (job.hasRows() || this.tables.entries() != null) ? job : job.afterLeftovers();
		this.jobs.advance(rest);
		if (rest != null && rest.begunCheck()) {
			rest.tables().forEach(this.outlines::forget);
		}
	}

	private void endSearchIfDone() {
		if (this.leftovers.endIfDone()) {
			this.jobs.advance(this.jobs.current().afterLeftovers());
		}
		else {
			this.jobs.tell();
		}
	}

	/** The position with the work that is left there. */
	Position position(Position reached) {
		return progress().isNothing() ? reached : new SnapshotPosition(reached, progress());
	}

	@Override
	public void close() {
		this.leftovers.end();
		this.readings.close();
	}

}
