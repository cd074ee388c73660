package io.github.canalspring.snapshot;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.Finding;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Visibility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that can also start with the rows that are there: it knows
 * {@link StartFrom.Snapshot} and the positions within a snapshot, and passes the rest on.
 */
public final class SnapshotSource implements ChangeSource {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotSource.class);

	private static final int CHUNK_SIZE = 2000;

	/** In a position's text, in place of the progress. */
	private static final String NOT_BEGUN = "new";

	private final ChangeSource source;

	private final TableReader reader;

	private final Clock clock;

	/**
	 * Create a source.
	 * @param source gives the stream
	 * @param reader reads the tables of the same server
	 * @param clock tells when rows were read
	 */
	public SnapshotSource(ChangeSource source, TableReader reader, Clock clock) {
		this.source = source;
		this.reader = reader;
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
		Position stream = (lost instanceof SnapshotPosition snapshot) ? snapshot.stream()
				: (lost instanceof SnapshotStart start) ? start.stream() : lost;
		return (startFrom instanceof StartFrom.Snapshot)
				? new SnapshotStart(this.source.restart(new StartFrom.Latest(), stream))
				: this.source.restart(startFrom, stream);
	}

	@Override
	public Position refill(Position from, Predicate<TableId> tables) {
		if (from instanceof SnapshotStart) {
			return from;
		}
		List<TableId> wanted = this.reader.tables().stream().filter(tables).toList();
		if (wanted.isEmpty()) {
			return from;
		}
		return (from instanceof SnapshotPosition position)
				? new SnapshotPosition(position.stream(), position.progress().again(wanted))
				: new SnapshotPosition(from, SnapshotProgress.of(wanted));
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
			return parts[0].equals(NOT_BEGUN) ? new SnapshotStart(stream)
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
	public Visibility visibility() {
		return this.source.visibility();
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		if (from instanceof SnapshotStart start) {
			List<TableId> wanted = this.reader.tables().stream().filter(tables).toList();
			logger.info("{}: starts with a snapshot of {}, beside the stream from {}", name, wanted, start.stream());
			return open(name, start.stream(), SnapshotProgress.of(wanted), tables);
		}
		if (from instanceof SnapshotPosition position) {
			logger.info("{}: goes on with the snapshot: {}", name, position);
			return open(name, position.stream(), position.progress(), tables);
		}
		return this.source.open(name, from, tables);
	}

	private ChangeStream open(String name, Position from, SnapshotProgress progress, Predicate<TableId> tables) {
		ChangeStream stream = this.source.open(name, from, tables);
		return progress.isDone() ? stream : new SnapshotStream(name, stream, this.reader,
				new SnapshotPosition(from, progress), CHUNK_SIZE, this.clock);
	}

	/**
	 * A snapshot that has not begun.
	 */
	private record SnapshotStart(Position stream) implements Position {

		@Override
		public long version() {
			return 0;
		}

		@Override
		public boolean reaches(Position other) {
			return false;
		}

		@Override
		public String text() {
			return SnapshotPosition.PREFIX + NOT_BEGUN + " " + this.stream.text();
		}

		@Override
		public String toString() {
			return "a snapshot, with the stream from " + this.stream;
		}

	}

}
