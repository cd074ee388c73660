package io.github.canalspring.snapshot;

import io.github.canalspring.source.Position;

/**
 * A position in the stream while a snapshot is under way, with the snapshot's progress,
 * so that one checkpoint holds both.
 *
 * @param stream the position in the stream
 * @param progress how far the snapshot is there
 */
record SnapshotPosition(Position stream, SnapshotProgress progress) implements Position {

	/**
	 * In front of the progress in the text; no source's own positions begin like this.
	 */
	static final String PREFIX = "snapshot=";

	/**
	 * Nothing yet: whoever waits for a position waits for the rows of the snapshot, too.
	 */
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
		return PREFIX + this.progress.text() + " " + this.stream.text();
	}

	@Override
	public String toString() {
		return this.stream + " (snapshot of " + this.progress.table() + ", " + this.progress.rows() + " rows read)";
	}

}
