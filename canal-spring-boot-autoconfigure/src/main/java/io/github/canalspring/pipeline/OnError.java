package io.github.canalspring.pipeline;

import io.github.canalspring.source.TableId;

/**
 * What becomes of changes that the sink refuses.
 */
@FunctionalInterface
public interface OnError {

	/** Everything waits for every table. */
	OnError HOLD = (table) -> Reaction.HOLD;

	/** No table's changes make the others wait. */
	OnError PARK = (table) -> Reaction.PARK;

	/**
	 * What becomes of the changes of a table.
	 * @param table the table
	 * @return the reaction
	 */
	Reaction of(TableId table);

	/**
	 * What becomes of a change that the sink refuses.
	 */
	enum Reaction {

		/** It is tried again for ever, and everything behind it waits. */
		HOLD,

		/** It is set aside with the later changes of its row; everything else goes on. */
		PARK

	}

}
