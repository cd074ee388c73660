package io.github.canalspring.source;

import java.util.List;

/**
 * What a sink is to do for a {@link Rebuild} at a place in the stream: after everything
 * before it is applied, and before anything behind it is. Steps may come again after a
 * restart, each from the same place in their order.
 *
 * @param rebuild the rebuild
 * @param kind what to do
 * @param rows rows of its tables as they are at this place in the stream, as inserts; of
 * {@link Kind#FILL} and {@link Kind#CHECK} only
 */
public record RebuildStep(Rebuild rebuild, Kind kind, List<Change> rows) {

	public RebuildStep {
		rows = List.copyOf(rows);
	}

	/**
	 * The steps in their order.
	 */
	public enum Kind {

		/**
		 * Make the new copies, if they are not there, and let them follow the stream from
		 * here on. Comes whenever a stream is opened, too.
		 */
		BEGIN,

		/** Write rows to the new copies only. */
		FILL,

		/** See that the new copies have these rows. */
		CHECK,

		/** Put the new copies in the place of the old ones, which go on no longer. */
		SWITCH,

		/** Remove the old copies. */
		DROP

	}

}
