package io.github.canalspring.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.SnapshotStatus;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * A stream with rows that are there already woven in, chunk by chunk: Netflix's DBLog. A
 * chunk is read between a low and a high position of the stream; it takes its place
 * behind the high one, less the rows that the stream has changed by then. The stream
 * never waits for the tables, nothing is locked for longer than one chunk's read, and
 * consumers see one order in which no row goes back to an older version.
 * <p>
 * What is left to be read is part of the positions, so that it goes on after a restart
 * where it stopped. While there is nothing, the stream passes through.
 */
final class SnapshotStream implements ChangeStream {

	private final ChangeStream stream;

	private final Tables tables;

	private final Backfill backfill;

	private final SnapshotMeter meter;

	private final Clock clock;

	private final ResyncRequests requests = new ResyncRequests();

	private Position reached;

	/** What the last batch told of the work that is left. */
	private SnapshotProgress told;

	private boolean acknowledged;

	/** The rebuilds of which this stream has told the sink. */
	private final Set<String> announced = new HashSet<>();

	SnapshotStream(String name, ChangeStream stream, Tables tables, SnapshotPosition from, SnapshotSettings settings,
			Clock clock) {
		this.stream = stream;
		this.tables = tables;
		this.reached = from.stream();
		this.told = from.progress();
		this.meter = new SnapshotMeter(name);
		this.backfill = new Backfill(name, tables, from.progress(), settings, this.meter, clock);
		this.clock = clock;
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		this.backfill.applied();
		if (this.acknowledged) {
			this.requests.kept();
			this.acknowledged = false;
		}
		List<SnapshotJob> asked = this.requests.take();
		asked.forEach(this.backfill::add);
		Map<String, String> notes = this.requests.takeNotes();
		notes.forEach(this.backfill::note);
		if (!asked.isEmpty() || !notes.isEmpty()) {
			// Kept first: nothing is begun that could be forgotten.
			return List.of(tell(true));
		}
		List<ChangeBatch> batches = new ArrayList<>();
		announce(batches);
		if (batches.isEmpty()) {
			weave(batches);
			if (this.backfill.progress() != this.told) {
				batches.add(tell(false));
			}
		}
		if (batches.isEmpty()) {
			for (ChangeBatch batch : this.stream.poll(this.backfill.patience(timeout))) {
				add(batch, batches);
			}
		}
		return batches;
	}

	private ChangeBatch tell(boolean milestone) {
		this.told = this.backfill.progress();
		return new ChangeBatch(List.of(), this.backfill.position(this.reached), this.clock.instant(), 0, Set.of(),
				Leftovers.NONE, milestone);
	}

	/** Nothing is to follow before the sink has begun. */
	private void announce(List<ChangeBatch> batches) {
		for (SnapshotJob job : this.backfill.progress().jobs()) {
			Rebuild rebuild = job.rebuild();
			if (rebuild != null && job.builds() && this.announced.add(rebuild.id())) {
				batches.add(this.backfill.announce(rebuild, this.reached));
				this.told = this.backfill.progress();
			}
		}
	}

	private void add(ChangeBatch batch, List<ChangeBatch> batches) {
		this.reached = batch.position();
		this.backfill.observe(batch);
		this.told = this.backfill.progress();
		batches.add(this.told.isNothing() ? batch : batch.at(this.backfill.position(this.reached)));
		weave(batches);
	}

	private void weave(List<ChangeBatch> batches) {
		ChangeBatch read = this.backfill.advance(this.reached);
		if (read != null) {
			batches.add(read);
			this.told = this.backfill.progress();
			// To be read while the sink is at work.
			this.backfill.prepare(this.reached);
		}
	}

	@Override
	public Position start(Position from) {
		return this.backfill.position(this.reached);
	}

	@Override
	public CompletableFuture<@Nullable Void> resync(List<TableId> tables, KeyRange range) {
		for (TableId table : tables) {
			requireKey(table);
			if (!range.equals(KeyRange.ALL)) {
				// So that a value which the key cannot have is told to who asks.
				this.tables.reader().read(table, range, List.of(), new ChunkLimit(1, 1));
			}
		}
		return this.requests.add(SnapshotJob.of(tables, range));
	}

	private void requireKey(TableId table) {
		if (this.tables.reader().outline(table).key().isEmpty()) {
			throw new SourceException(
					"Table " + table + " has neither a primary key nor a unique key without NULL, so its rows "
							+ "cannot be read in parts",
					"Give it one");
		}
	}

	@Override
	public CompletableFuture<@Nullable Void> rebuild(Rebuild rebuild) {
		rebuild.tables().forEach(this::requireKey);
		SnapshotJob job = SnapshotJob.of(rebuild);
		if (this.backfill.progress().includes(job)) {
			throw new IllegalArgumentException(
					rebuild.copies().stream().map(Rebuild.Copy::name).toList() + " is being rebuilt already");
		}
		return this.requests.add(job);
	}

	@Override
	public void note(String name, String note) {
		this.requests.note(name, note);
	}

	@Override
	public @Nullable String noted(String name) {
		return this.backfill.progress().notes().get(name);
	}

	@Override
	public void pauseSnapshot(boolean paused) {
		this.meter.pause(paused);
	}

	@Override
	public @Nullable SnapshotStatus snapshot() {
		return this.meter.status();
	}

	@Override
	public void acknowledge(Position position) {
		this.acknowledged = true;
		this.stream.acknowledge(SnapshotPosition.stream(position));
	}

	@Override
	public @Nullable String disconnected() {
		String reason = this.stream.disconnected();
		return (reason != null) ? reason : this.backfill.unreachable();
	}

	@Override
	public void close() {
		this.requests.close();
		this.backfill.close();
		this.stream.close();
	}

}
