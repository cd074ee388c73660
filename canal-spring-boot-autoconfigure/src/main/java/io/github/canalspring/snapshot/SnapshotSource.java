package io.github.canalspring.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.Finding;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Visibility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that can also read the rows that are there: it knows
 * {@link StartFrom.Snapshot}, weaves rows into its streams when a table is new, was
 * replaced, or is asked for, and passes the rest on.
 */
public final class SnapshotSource implements ChangeSource {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotSource.class);

	private final ChangeSource source;

	private final TableReader reader;

	private final SnapshotSettings settings;

	private final Clock clock;

	/**
	 * Create a source.
	 * @param source gives the stream
	 * @param reader reads the tables of the same server
	 * @param settings how they are read
	 * @param clock tells when rows were read
	 */
	public SnapshotSource(ChangeSource source, TableReader reader, SnapshotSettings settings, Clock clock) {
		this.source = source;
		this.reader = reader;
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	public String describe() {
		return this.source.describe();
	}

	@Override
	public void check(List<TableId> tables) {
		this.source.check(tables);
	}

	@Override
	public List<Finding> diagnose(List<TableId> tables) {
		return this.source.diagnose(tables);
	}

	@Override
	public List<TableSchema> describe(Predicate<TableId> tables) {
		return this.source.describe(tables);
	}

	/**
	 * For a snapshot, the end of the stream: which tables there are is found when it is
	 * opened.
	 */
	@Override
	public Position resolve(StartFrom startFrom) {
		return (startFrom instanceof StartFrom.Snapshot) ? new SnapshotStart(this.source.latest())
				: this.source.resolve(startFrom);
	}

	@Override
	public Position restart(StartFrom startFrom, Position lost) {
		Position stream = SnapshotPosition.stream(lost);
		if (!(startFrom instanceof StartFrom.Snapshot)) {
			return this.source.restart(startFrom, stream);
		}
		Position start = this.source.restart(new StartFrom.Latest(), stream);
		SnapshotProgress rebuilds = (lost instanceof SnapshotPosition position) ? position.progress().rebuilds()
				: SnapshotProgress.NONE;
		return rebuilds.isDone() ? new SnapshotStart(start) : new SnapshotPosition(start, rebuilds);
	}

	@Override
	public @Nullable Duration retention() {
		return this.source.retention();
	}

	@Override
	public Position position(String text) {
		if (!text.startsWith(SnapshotPosition.PREFIX)) {
			return this.source.position(text);
		}
		String[] parts = text.substring(SnapshotPosition.PREFIX.length()).split(" ", 2);
		try {
			Position stream = this.source.position((parts.length == 2) ? parts[1] : "");
			return parts[0].equals(SnapshotStart.NOT_BEGUN) ? new SnapshotStart(stream)
					: new SnapshotPosition(stream, SnapshotProgress.parse(parts[0]));
		}
		catch (IllegalArgumentException ex) {
			throw new SourceException("Not a position within a snapshot: '" + text + "'",
					"Remove this checkpoint, so that the snapshot starts again.", ex);
		}
	}

	@Override
	public Position latest() {
		return this.source.latest();
	}

	@Override
	public @Nullable TableSchema describe(TableId table) {
		return this.source.describe(table);
	}

	@Override
	public TableReader tableReader() {
		return this.reader;
	}

	/**
	 * Open a stream for who holds nothing: it begins with the rows that are there only if
	 * the position says so.
	 */
	@Override
	public Visibility visibility() {
		return this.source.visibility();
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		return open(name, from, Subscription.to(new StartFrom.Latest(), tables));
	}

	@Override
	public ChangeStream open(String name, Position from, Subscription subscription) {
		boolean begins = from instanceof SnapshotStart;
		boolean tracks = subscription.startFrom() instanceof StartFrom.Snapshot;
		List<TableSchema> schemas = (begins || tracks) ? this.source.describe(subscription::wantsRows) : List.of();
		List<TableId> wanted = schemas.stream().map(TableSchema::id).toList();
		SnapshotProgress progress = (from instanceof SnapshotPosition position)
				? position.progress().restarted((job) -> !subscription.building().test(job.rebuild()))
				: SnapshotProgress.NONE;
		List<TableId> missing = begins ? wanted
				: wanted.stream()
					.filter((table) -> !subscription.filled().test(table)
							|| (progress.isTracked() && !progress.isFilled(table)))
					.toList();
		SnapshotPosition start = new SnapshotPosition(SnapshotPosition.stream(from),
				(missing.isEmpty() ? progress : progress.last(SnapshotJob.of(missing, KeyRange.ALL)))
					.filled(tracks ? wanted : null));
		tell(name, begins, missing, start);
		Entries entries = this.settings.leftovers() ? subscription.entries() : null;
		return new SnapshotStream(name, this.source.open(name, start.stream(), subscription.tables()),
				new Tables(this.source, this.reader, subscription, schemas, entries), start, this.settings, this.clock);
	}

	private static void tell(String name, boolean begins, List<TableId> missing, SnapshotPosition start) {
		if (begins) {
			logger.info("{}: starts with a snapshot of {}, beside the stream from {}", name, missing, start.stream());
		}
		else if (!missing.isEmpty()) {
			logger.info("{}: the sink does not have the rows of {}, so they are read beside the stream", name, missing);
		}
		else if (!start.progress().isDone()) {
			logger.info("{}: goes on with the snapshot: {}", name, start);
		}
	}

}
