package io.github.canalspring.serve;

import java.util.List;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A batch that a client was given.
 *
 * @param id its number
 * @param entries what is in it; empty of an answer that there is nothing
 * @param bytes how long the entries are
 */
record Delivery(long id, List<EncodedEntry> entries, long bytes) {

	static final Delivery NOTHING = new Delivery(-1, List.of(), 0);

	/** Where the client goes on that has acknowledged it. */
	@Nullable Position position() {
		for (int index = this.entries.size() - 1; index >= 0; index--) {
			Position position = this.entries.get(index).position();
			if (position != null) {
				return position;
			}
		}
		return null;
	}

}
