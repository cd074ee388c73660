package io.github.canalspring.source;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A place in a source's stream, between two transactions or within a large one. Each
 * source has its own kind; pipelines and sinks only keep and compare them. Immutable.
 * {@code toString()} gives a short form for people.
 */
public interface Position {

	/**
	 * A number that only grows along the stream, also over a failover to another server:
	 * for a binlog the file's ordinal in the high 29 of 63 bits, the offset in the low
	 * 34. Changes carry it too ({@link Change#version()}).
	 * @return the version; at least 0
	 */
	long version();

	/**
	 * Whether everything up to another position of the same source is before this one.
	 * @param other the other position, which may be of another server of the source
	 * @return whether it is; {@code false} also where that cannot be told
	 */
	default boolean reaches(Position other) {
		return version() >= other.version();
	}

	/**
	 * The place in the source's own stream, without what is to be done beside the stream.
	 * @return the place
	 */
	default Position stream() {
		return this;
	}

	/**
	 * When the oldest was written of what is needed to go on from here, where that is
	 * before the position: what a transaction prepared may be wanted long after.
	 * @return the time by the server's clock; {@code null} where nothing before the
	 * position is needed, or it is not known
	 */
	default @Nullable Instant neededSince() {
		return null;
	}

	/**
	 * All that is needed to go on from here, as one line of text without control
	 * characters, to be read by {@link ChangeSource#position(String)}.
	 * @return the text to keep in a checkpoint
	 */
	String text();

}
