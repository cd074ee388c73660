package io.github.canalspring.snapshot;

import java.time.Instant;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A position in the stream together with what is left to be read beside it, so that one
 * checkpoint holds both.
 *
 * @param stream the position in the stream
 * @param progress what is left to be read there
 */
record SnapshotPosition(Position stream, SnapshotProgress progress) implements Position {

	/**
	 * In front of the progress in the text; no source's own positions begin like this.
	 */
	static final String PREFIX = "snapshot=";

	/** The stream's own position, of any position of a {@link SnapshotSource}. */
	static Position stream(Position position) {
		if (position instanceof SnapshotStart start) {
			return start.stream();
		}
		return (position instanceof SnapshotPosition snapshot) ? snapshot.stream() : position;
	}

	/**
	 * Nothing yet while rows are to be read: whoever waits for a position waits for them,
	 * too.
	 */
	@Override
	public long version() {
		return this.progress.isDone() ? this.stream.version() : 0;
	}

	@Override
	public boolean reaches(Position other) {
		return this.progress.isDone() && this.stream.reaches(stream(other));
	}

	@Override
	public @Nullable Instant neededSince() {
		return this.stream.neededSince();
	}

	@Override
	public String text() {
		return PREFIX + this.progress.text() + " " + this.stream.text();
	}

	@Override
	public String toString() {
		return this.progress.isDone() ? this.stream.toString() : this.stream + " (" + this.progress + ")";
	}

}
