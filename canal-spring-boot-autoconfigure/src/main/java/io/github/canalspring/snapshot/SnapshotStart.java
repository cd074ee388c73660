package io.github.canalspring.snapshot;

import java.time.Instant;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A position from which a snapshot is to begin.
 *
 * @param stream where the stream beside it begins
 */
record SnapshotStart(Position stream) implements Position {

	/** In the text, in place of the progress. */
	static final String NOT_BEGUN = "new";

	@Override
	public long version() {
		return 0;
	}

	@Override
	public boolean reaches(Position other) {
		return false;
	}

	@Override
	public @Nullable Instant neededSince() {
		return this.stream.neededSince();
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
