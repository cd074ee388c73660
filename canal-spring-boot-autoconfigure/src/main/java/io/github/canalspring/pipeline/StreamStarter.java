package io.github.canalspring.pipeline;

import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses where a pipeline starts to read, and opens its stream there. A choice that was
 * made without a checkpoint is kept: after a failure before the first checkpoint, the
 * latest position would be a later one.
 */
final class StreamStarter {

	private static final Logger logger = LoggerFactory.getLogger(StreamStarter.class);

	private final PipelineDefinition definition;

	private @Nullable Position chosen;

	StreamStarter(PipelineDefinition definition) {
		this.definition = definition;
	}

	/**
	 * Take the latest position now, if that is where the pipeline would start: what the
	 * application commits from now on counts, even if the sink or the thread comes later.
	 * @throws SourceException if the source cannot tell
	 */
	void prepare() {
		if (startFrom() instanceof StartFrom.Latest) {
			choose();
		}
	}

	/**
	 * Open the stream.
	 * @param checkpoint the text of the position to go on from; {@code null} if the sink
	 * has none
	 * @return the stream and where it starts
	 */
	Started start(@Nullable String checkpoint) {
		ChangeSource source = this.definition.source();
		Position position;
		if (checkpoint != null) {
			position = source.position(checkpoint);
			logger.info("{}: goes on from {}, its checkpoint in the sink", this.definition.name(), position);
		}
		else {
			position = choose();
			logger.info("{}: starts at {}, because it has no checkpoint and {}", this.definition.name(), position,
					reason());
		}
		return open(position);
	}

	/**
	 * Open the stream as if there were no checkpoint.
	 * @param lost the text of the position that the source no longer has
	 * @return the stream and where it starts
	 */
	Started restart(String lost) {
		ChangeSource source = this.definition.source();
		Position position = source.restart(startFrom(), source.position(lost));
		logger.info("{}: starts over at {}", this.definition.name(), position);
		return open(position);
	}

	private Started open(Position position) {
		Sink sink = this.definition.sink();
		Subscription subscription = new Subscription(startFrom(), this.definition.filter().and(sink::wants),
				sink::wantsSnapshot, sink::isFilled, sink.entries(), sink::isBuilding);
		ChangeStream stream = this.definition.source().open(this.definition.name(), position, subscription);
		return new Started(stream, stream.start(position));
	}

	private Position choose() {
		StartFrom startFrom = startFrom();
		if (startFrom instanceof StartFrom.Snapshot || this.definition.source().keepsCursor()) {
			return this.definition.source().resolve(startFrom);
		}
		Position position = this.chosen;
		if (position == null) {
			position = this.definition.source().resolve(startFrom);
			this.chosen = position;
		}
		return position;
	}

	/** Whether a pipeline without a checkpoint gets the existing rows first. */
	boolean startsWithSnapshot() {
		return startFrom() instanceof StartFrom.Snapshot;
	}

	/** Whether a pipeline without a checkpoint gets what is committed from now on. */
	boolean startsAtLatest() {
		return startFrom() instanceof StartFrom.Latest;
	}

	private StartFrom startFrom() {
		StartFrom configured = this.definition.startFrom();
		return (configured != null) ? configured : this.definition.sink().defaultStart();
	}

	private String reason() {
		StartFrom configured = this.definition.startFrom();
		if (configured instanceof StartFrom.Upstream) {
			return "the source keeps one itself";
		}
		return (configured != null) ? "its start-from is " + text(configured) : "its start-from is not set ("
				+ this.definition.name() + " then starts at " + text(this.definition.sink().defaultStart()) + ")";
	}

	private static String text(StartFrom startFrom) {
		if (startFrom instanceof StartFrom.Snapshot) {
			return "snapshot";
		}
		if (startFrom instanceof StartFrom.Latest) {
			return "latest";
		}
		if (startFrom instanceof StartFrom.Earliest) {
			return "earliest";
		}
		if (startFrom instanceof StartFrom.Upstream) {
			return "upstream";
		}
		return (startFrom instanceof StartFrom.Timestamp timestamp) ? timestamp.time().toString()
				: ((StartFrom.At) startFrom).text();
	}

	/**
	 * A stream that has been opened.
	 *
	 * @param stream the stream
	 * @param position where it starts
	 */
	record Started(ChangeStream stream, Position position) {
	}

}
